"""What is kept: rooms, their events, finished games, players, and their accounts.

The events are the truth; of the other rows those of rooms, games and players are
summaries that can be made from them, but for who is banned. Accounts and what was said
are rows of their own. There is no permission to change any: the admin shows them.
"""

from game.models.people import Account, Attempt, Player, Session
from game.models.rooms import Event, Game, Room
from game.models.talk import Remark, Report

__all__ = [
    "Account",
    "Attempt",
    "Event",
    "Game",
    "Player",
    "Remark",
    "Report",
    "Room",
    "Session",
]
