"""The folder in which the processes of one supervisor count together.

Its supervisor holds a lock on it for as long as it lives: so the next one knows which
folders nobody needs any more.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

PREFIX: Final = "tictac-metrics-"


@contextlib.contextmanager
def shared_counts() -> Iterator[Path]:
    """A new folder, gone afterwards; what killed supervisors left behind goes first."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix="tictac-new-"))
    try:
        with _locked(folder):
            # It has its name only now: without a lock it would be swept away.
            folder = folder.rename(folder.with_name(f"{PREFIX}{folder.name[-8:]}"))
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Refused where it is a link, or somebody counts there.
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == os.getuid():
                with _locked(folder):
                    shutil.rmtree(folder)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder; the system frees it whatever becomes of us."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
