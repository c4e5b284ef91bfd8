"""The secret key a machine makes for itself when nobody has set one."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """Return the key kept in this file; make file and key when it is missing.

    Two processes that start together end up with the same key: the file appears
    complete or not at all, and the first one stays.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
