"""The README's table of settings, made from `.env.example`.

Each variable there stands under its comment; the default is its value.
"""

import re
from collections.abc import Iterator
from typing import Final

ENTRY: Final = re.compile(
    r"(?P<comment>(?:^# .*\n)+?)^(?:# )?(?P<name>[A-Z][A-Z_]*)=(?P<default>.*)$",
    re.MULTILINE,
)


def settings_table(env_example: str) -> str:
    rows = "".join(
        f"| `{name}` | {default} | {meaning} |\n"
        for name, default, meaning in entries(env_example)
    )
    return f"| variable | default | meaning |\n| --- | --- | --- |\n{rows}"


def entries(env_example: str) -> Iterator[tuple[str, str, str]]:
    """Name, default and meaning of each variable."""
    for paragraph in env_example.split("\n\n"):
        if not (entry := ENTRY.match(paragraph)):
            continue
        lines = [line.removeprefix("# ") for line in entry["comment"].splitlines()]
        meaning = " ".join(line for line in lines if not line.startswith("python3 "))
        default = f"`{entry['default']}`" if entry["default"] else ""
        yield entry["name"], default, meaning
