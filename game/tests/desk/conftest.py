"""Those who run it, each at a browser of their own, and a game to look at."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from game import door
from game.engine.commands import Move, Open
from game.tests.stage import ALICE, BOB


@pytest.fixture
def room(transactional_db):
    """Alice and Bob are at it, and Alice has played b2."""
    code = door.open_room(ALICE, Open("classic"))
    door.join(code, BOB)
    door.submit(code, Move(4), ALICE, 1)
    return code


@pytest.fixture
def ada(transactional_db):
    """A superuser."""
    return signed_in(User.objects.create_superuser("ada"))


@pytest.fixture
def grace(transactional_db):
    """Staff who may look at everything and do nothing."""
    user = User.objects.create_user("grace", is_staff=True)
    names = ("view_room", "view_game", "view_player")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return signed_in(user)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def rows(client, path, **query):
    """The first column of a list."""
    page = client.get(path, query)
    assert page.status_code == 200
    return re.findall(r'<th class="field-\w+"><a[^>]*>([^<]*)<', page.content.decode())


def act(client, path, action, *keys, **fields):
    """Choose an action for what is ticked; the page it leads to."""
    ticked = {"action": action, "_selected_action": list(keys)}
    return client.post(path, ticked | fields, follow=True)


def said(page):
    """What the admin says has been done."""
    found = re.findall(r'<li class="(\w+)">([^<]*)</li>', page.content.decode())
    return [f"{kind}: {text}" for kind, text in found]
