from tictac.terminal.listing import Listing


def row(code, **fields):
    return {
        "code": code,
        "variant": "classic",
        "size": [3, 3],
        "status": "waiting",
        "players": ["Alice", None],
        "marks": "XO",
        "score": [0, 0, 0],
        "open": 2,
        "clock": 0,
    } | fields


PLAYED = {"status": "playing", "players": ["Alice", "Bob"], "open": None}


def test_the_snapshot_and_then_what_changes():
    listing = Listing()
    assert not listing.is_known
    other = row("MMMMMM", **PLAYED, score=[2, 1, 0])
    listing.hear({"type": "rooms", "waiting": [row("AAAAAA")], "playing": [other]})
    assert listing.lines() == [
        "Waiting to play:",
        "  AAAAAA    classic 3x3     Alice waits for O",
        "Being played:",
        "  MMMMMM    classic 3x3     Alice 2 : 1 Bob",
    ]
    changed = [row("AAAAAA", **PLAYED)]
    listing.hear({"type": "changed", "rows": changed, "gone": ["MMMMMM", "NNNNNN"]})
    assert listing.lines() == [
        "Being played:",
        "  AAAAAA    classic 3x3     Alice 0 : 0 Bob",
    ]


def test_a_room_with_a_clock_says_how_long_each_has():
    listing = Listing()
    older = row("CCCCCC")
    del older["clock"]
    waiting = [row("AAAAAA", clock=60), row("BBBBBB"), older]
    playing = [row("MMMMMM", **PLAYED, clock=90)]
    listing.hear({"type": "rooms", "waiting": waiting, "playing": playing})
    assert listing.lines() == [
        "Waiting to play:",
        "  AAAAAA    classic 3x3     Alice waits for O, 1 min each",
        "  BBBBBB    classic 3x3     Alice waits for O",
        "  CCCCCC    classic 3x3     Alice waits for O",
        "Being played:",
        "  MMMMMM    classic 3x3     Alice 0 : 0 Bob, 1 min 30 s each",
    ]


def test_an_empty_list_says_so():
    listing = Listing()
    listing.hear({"type": "pong"})
    listing.hear({"type": "rooms", "waiting": [], "playing": []})
    assert listing.lines() == ["No rooms right now."]
