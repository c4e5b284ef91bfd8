"""Alice, Bob and Carol, each in a browser of their own."""

import pytest
from django.test import Client

from game import door
from game.identity import COOKIE, from_cookie


@pytest.fixture(autouse=True)
def rooms(transactional_db):
    """Rooms on an empty log; they are forgotten with it."""
    yield
    door.close()


@pytest.fixture
def alice():
    return visitor("Alice")


@pytest.fixture
def bob():
    return visitor("Bob")


@pytest.fixture
def carol():
    return visitor("Carol")


def visitor(name):
    client = Client()
    client.post("/name/", {"name": name})
    return client


def player_in(client):
    """Who this browser's cookie says it is."""
    return from_cookie(client.cookies[COOKIE].value)
