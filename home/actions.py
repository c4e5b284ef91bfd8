"""What one may do in a room now; actions.js shows the same for later states."""

from home.scene import Scene


def actions(scene: Scene) -> tuple[str, ...]:
    """What may be done now, the most likely first."""
    if scene.seat is None:
        return _from_outside(scene)
    if scene.state.status == "waiting":
        return ("copy", "share", "qr", "close")
    if scene.state.status == "playing":
        return ("resign",)
    return _afterwards(scene)


def _from_outside(scene: Scene) -> tuple[str, ...]:
    here = tuple(f"here{seat}" for seat in scene.holds)
    if scene.open_seat is not None:
        return (f"sit{scene.open_seat}", *here, "share")
    if here or scene.full:
        return here or ("own",)
    return ("lobby",) if scene.state.status == "over" else ("share",)


def _afterwards(scene: Scene) -> tuple[str, ...]:
    state = scene.state
    if state.players[scene.other - 1] is None:
        return ("copy", "lobby")
    if state.offer is not None:
        mine = state.offer.by == scene.seat
        return ("asked", "withdraw") if mine else ("rematch", "decline")
    if state.event.type == "declined" and state.event.seat != scene.seat:
        return ("lobby",)
    return ("rematch", "lobby")


def waits(scene: Scene) -> bool:
    """Whether the next thing to happen here is up to somebody else."""
    state = scene.state
    if scene.seat is None or state.status == "waiting":
        return True
    if state.status == "playing":
        return not scene.has_turn
    return state.offer is not None and state.offer.by == scene.seat
