"""The list of public rooms: a snapshot, then what changes. Pure."""

from typing import Any, Final, TypeAlias

from tictac.terminal import clock
from tictac.terminal.model import Message

Row: TypeAlias = dict[str, Any]

LONGEST: Final = 20  # of each kind; more is no help to anybody


class Listing:
    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self.is_known = False

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self._rows.values() if row["open"] is not None]

    @property
    def playing(self) -> list[Row]:
        return [
            row
            for row in self._rows.values()
            if row["open"] is None and row["status"] == "playing"
        ]

    def hear(self, message: Message) -> None:
        match message.get("type"):
            case "rooms":
                rows = [*message["waiting"], *message["playing"]]
                self._rows = {row["code"]: row for row in rows}
                self.is_known = True
            case "changed":
                self._rows |= {row["code"]: row for row in message["rows"]}
                for code in message["gone"]:
                    self._rows.pop(code, None)
            case _:
                pass

    def lines(self) -> list[str]:
        """What is shown of it; moves alone change nothing here."""
        return [
            *(["Waiting to play:"] if self.waiting else []),
            *(_waiting(row) for row in self.waiting[:LONGEST]),
            *(["Being played:"] if self.playing else []),
            *(_playing(row) for row in self.playing[:LONGEST]),
            *([] if self.waiting or self.playing else ["No rooms right now."]),
        ]


def _waiting(row: Row) -> str:
    name = next((name for name in row["players"] if name), "somebody")
    mark = row["marks"][row["open"] - 1]
    return f"  {_game(row)}  {name} waits for {mark}{_clock(row)}"


def _playing(row: Row) -> str:
    first, second = (name or "open seat" for name in row["players"])
    mine, theirs, _ = row["score"]
    return f"  {_game(row)}  {first} {mine} : {theirs} {second}{_clock(row)}"


def _clock(row: Row) -> str:
    """Where there is one; an older server tells of none."""
    return f", {clock.each(row['clock'])}" if row.get("clock") else ""


def _game(row: Row) -> str:
    columns, rows = row["size"]
    what = f"{row['variant']} {columns}x{rows}"
    return f"{row['code']:<8}  {what:<14}"
