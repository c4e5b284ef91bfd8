"""Who is banned, as one process knows it; that others ban, too, is the point."""

import pytest
from django.db import connections

from game import bans, database
from game.bans import BANS
from game.models import Player
from game.tests import stage
from game.tests.stage import ALICE, BOB

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rows():
    """Alice and Bob have sat down somewhere."""
    for player in (ALICE, BOB):
        Player.objects.create(id=player.id, name=player.name, kind=player.kind)


@pytest.fixture
def readings(monkeypatch):
    """How often the database was asked."""
    asked = []
    read_now = database.read_now

    def counted(work, failed):
        asked.append(work)
        return read_now(work, failed)

    monkeypatch.setattr(database, "read_now", counted)
    return asked


@pytest.fixture
def away(monkeypatch):
    """The database cannot be had from now on, by anybody who has no connection yet."""

    def go():
        settings = connections["default"].settings_dict
        monkeypatch.setitem(settings, "NAME", "/nowhere/db.sqlite3")
        database.close()

    return go


def test_who_is_banned_here_is_so_at_once():
    assert not BANS.has(ALICE.id)
    bans.ban([ALICE.id])
    assert (BANS.has(ALICE.id), BANS.has(BOB.id)) == (True, False)
    bans.unban([ALICE.id])
    assert not BANS.has(ALICE.id)


def test_a_ban_keeps_its_day():
    bans.ban([ALICE.id])
    days = Player.objects.values_list("banned_at", flat=True).order_by("id")
    first = days[0]
    bans.ban([ALICE.id, BOB.id])
    assert days[0] == first
    assert None not in days


def test_an_id_nobody_has_cannot_be_banned():
    bans.ban(["nobody"])
    assert not BANS.has("nobody")


def test_what_another_process_did_is_known_when_it_is_time(settings, readings):
    settings.POSITION_CHECK = 60
    assert not BANS.has(BOB.id)
    stage.ban(BOB.id)
    assert not BANS.has(BOB.id)
    assert len(readings) == 1
    settings.POSITION_CHECK = 0
    BANS.expire()
    assert BANS.has(BOB.id)
    stage.unban(BOB.id)
    assert not BANS.has(BOB.id)


def test_while_the_database_is_away_what_was_known_holds(settings, readings, away):
    settings.POSITION_CHECK = 60
    bans.ban([BOB.id])
    assert BANS.has(BOB.id)
    away()
    BANS.expire()
    assert (BANS.has(BOB.id), BANS.has(ALICE.id)) == (True, False)
    assert len(readings) == 2  # and nobody waits for it again so soon
