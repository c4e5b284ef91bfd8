import io

import pytest

from tictac.terminal import board
from tictac.terminal.model import Model
from tictac.terminal.screen import NobodyReadsError, Screen

HERE = {"type": "presence", "seats": [None, None], "spectators": 1}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def printed(monkeypatch, out, state):
    monkeypatch.setattr("sys.stdout", out)
    screen, model = Screen.of_stdout(), Model()
    model.hear(state(board="X........"))
    screen.room(model)
    return out.getvalue()


def test_a_terminal_gets_colours(monkeypatch, state):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;31mX" in printed(monkeypatch, Terminal(), state)


def test_whoever_wants_no_colours_gets_none(monkeypatch, state):
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b" not in printed(monkeypatch, Terminal(), state)


@pytest.mark.parametrize("place", ["name", "board"])
def test_what_came_over_the_wire_moves_no_cursor(state, place):
    out, model = io.StringIO(), Model()
    nasty = "\x1b[2J\u202e\n"
    players = [{"name": f"A{nasty}", "kind": "guest"}, None]
    fields = {"players": players} if place == "name" else {"board": nasty + "." * 8}
    model.hear(state(**fields, event={"type": "sat", "seat": 1}))
    Screen(out, board.in_colour).room(model)
    assert "\x1b[2J" not in out.getvalue()
    assert "\u202e" not in out.getvalue()


def test_a_pipe_gets_none(monkeypatch, state):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in printed(monkeypatch, io.StringIO(), state)


def test_who_is_here_is_said_once(state):
    out, model = io.StringIO(), Model()
    screen = Screen(out, board.plain)
    screen.room(model)
    model.hear(state())
    for since in (1, 2):
        seat = {"here": True, "since": since}
        model.hear(HERE | {"seats": [seat, None]})
        screen.presence(model)
    assert out.getvalue() == "Here: Alice, 1 watching.\n"


def test_a_pipe_nobody_reads_is_told_apart_from_a_lost_connection():
    class Gone(io.StringIO):
        def flush(self):
            raise BrokenPipeError

    with pytest.raises(NobodyReadsError):
        Screen(Gone(), board.plain).say("Hello")
