import io

import pytest

from tictac.terminal import board
from tictac.terminal.model import Model
from tictac.terminal.screen import NobodyReadsError, Screen

CLOCK = {"left": [60_000, 9_950], "running": 2, "at": 0}
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


@pytest.fixture
def clocked(state):
    """A room whose clock runs; `clocked.now` is what time it is."""
    model = Model(now=lambda: 0)
    model.hear(state(ply=1, turn="O", clock=CLOCK))
    return model


def ticked(monkeypatch, clocked, out, term):
    """What the screen of such a terminal shows over two seconds, and at the end."""
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("TERM", term)
    screen = Screen.of_stdout()
    for now in (0, 40, 50, 2_000):
        clocked.now = lambda now=now: now
        screen.tick(clocked)
    screen.leave()
    screen.leave()
    return out.getvalue()


def test_time_goes_on_in_the_windows_title_and_nowhere_else(monkeypatch, clocked):
    titles = (f"Time left: Alice 1:00, Bob {left}." for left in ("0:10", "0:09.9"))
    first, second = (f"\x1b]2;{title}\x07" for title in titles)
    third = second.replace("0:09.9", "0:08.0")
    shown = ticked(monkeypatch, clocked, Terminal(), "xterm")
    assert shown == f"\x1b[22;2t{first}{second}{third}\x1b[23;2t"


@pytest.mark.parametrize(("is_terminal", "term"), [(False, "xterm"), (True, "dumb")])
def test_where_there_is_no_title_nothing_ticks(monkeypatch, clocked, is_terminal, term):
    out = Terminal() if is_terminal else io.StringIO()
    assert ticked(monkeypatch, clocked, out, term) == ""


def test_without_a_clock_the_window_keeps_its_title(monkeypatch, clocked, state):
    clocked.hear(state(v=4))
    assert ticked(monkeypatch, clocked, Terminal(), "xterm") == ""


def test_a_name_cannot_end_the_title(monkeypatch, clocked, state):
    players = [{"name": "A\x07\x1b\\B"}, {"name": "Bob"}]
    clocked.hear(state(v=4, ply=1, players=players, clock=CLOCK))
    shown = ticked(monkeypatch, clocked, Terminal(), "xterm")
    assert "A??\\B 1:00" in shown
    assert (shown.count("\x07"), shown.count("\x1b")) == (3, 5)


def test_the_board_comes_with_the_time_left(clocked):
    out = io.StringIO()
    Screen(out, board.plain).room(clocked)
    assert "drawn 0.\nTime left: Alice 1:00, Bob 0:10.\nBob's turn.\n" in out.getvalue()


def test_a_pipe_nobody_reads_is_told_apart_from_a_lost_connection():
    class Gone(io.StringIO):
        def flush(self):
            raise BrokenPipeError

    with pytest.raises(NobodyReadsError):
        Screen(Gone(), board.plain).say("Hello")
