"""Alice, Bob and Carol, each in a browser of their own."""

import pytest
from django.test import Client

from game import threshold
from game.identity import COOKIE, from_cookie
from home.tests.visits import open_room


@pytest.fixture(autouse=True)
def rooms(transactional_db):
    """Rooms on an empty log; they are forgotten with it."""
    yield
    threshold.close()


@pytest.fixture
def alice():
    return visitor("Alice")


@pytest.fixture
def bob():
    return visitor("Bob")


@pytest.fixture
def carol():
    return visitor("Carol")


@pytest.fixture
def room(alice):
    """The path of Alice's room, with her page open at seat 1."""
    return open_room(alice)


@pytest.fixture
def game(room, bob):
    """The path of a room where Alice and Bob have sat down; Alice begins."""
    bob.post(room, {"do": "sit", "seat": "2"})
    return room


def visitor(name):
    client = Client()
    client.post("/name/", {"name": name})
    return client


def player_in(client):
    """Who this browser's cookie says it is."""
    one = from_cookie(client.cookies[COOKIE].value)
    assert one
    return one.player
