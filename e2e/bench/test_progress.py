"""How far it is, for people and for files."""

from e2e.bench.progress import Bar


def test_whoever_looks_on_sees_a_bar():
    written: list[str] = []
    bar = Bar(2, written.append, is_watched=True)
    bar.at("first")
    bar.at("second")
    bar.close()
    assert "·" * 20 + "   0%" in written[0]
    assert "█" * 10 + "·" * 10 + "  50%" in written[1]
    assert written[1].endswith("second")
    assert written[2] == "\r\033[K"


def test_a_file_gets_what_is_known_and_no_bar():
    written: list[str] = []
    bar = Bar(1, written.append, is_watched=False)
    bar.at("first")
    bar.say("found")
    bar.close()
    assert written == ["found\n"]
