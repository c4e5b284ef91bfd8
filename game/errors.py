"""What can go wrong with a room, told by the service to the edge."""


class RoomError(Exception):
    """The room cannot answer; `code` is stable, the text is for people."""

    code: str
    sentence: str

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NoSuchRoomError(RoomError):
    code = "no_such_room"
    sentence = "There is no such room."


class UnavailableError(RoomError):
    code = "unavailable"
    sentence = "That cannot be saved right now. Try again."


class KeyReusedError(RoomError):
    """The key came before, with another command."""

    code = "bad_message"
    sentence = "This key was used for another command."
