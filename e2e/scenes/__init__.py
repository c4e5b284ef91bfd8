"""Every page in every state a person may meet, each reached by real play.

A scene starts with fresh pages, ends with the page to look at, and leaves nothing that
the next one would stumble over.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from playwright.async_api import Page

from e2e.people import People
from e2e.scenes import accounts, boards, ends, games, lobby, watching

Scene = Callable[[People], Awaitable[Page]]

# In this order: the lobby is empty only at first.
SCENES: Final[Mapping[str, Scene]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        lobby.lobby_empty,
        lobby.watch_empty,
        lobby.wrong_name,
        lobby.wrong_code,
        lobby.no_code,
        lobby.not_found,
        lobby.forged,
        accounts.keeping_a_name,
        accounts.keeping_wrongly,
        accounts.signing_in,
        accounts.signing_in_too_often,
        accounts.account,
        accounts.account_in_the_lobby,
        accounts.another_password,
        accounts.signed_out,
        games.waiting,
        games.waiting_qr,
        games.first_move,
        games.my_turn,
        games.pending,
        games.their_turn,
        games.timed,
        games.refused,
        games.resigning,
        games.away,
        games.connection_lost,
        lobby.connection_check,
        games.offline,
        games.gone,
        ends.won,
        ends.lost,
        ends.resigned,
        ends.out_of_time,
        ends.draw,
        ends.rematch_asked,
        ends.rematch_offered,
        ends.rematch_declined,
        watching.watching,
        watching.watched,
        watching.watching_open,
        watching.full_by_code,
        watching.both_seats,
        watching.third_tab,
        boards.four,
        boards.misere,
        boards.gomoku,
        boards.gomoku_won,
        boards.drop4,
        boards.drop4_pending,
        boards.drop4_won,
        lobby.watch_full,
        lobby.lobby_full,
        lobby.lobby_mine,
    )
}
