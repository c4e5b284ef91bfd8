"""Talking without JavaScript: a form that posts, and the last lines on the page."""

import re
from html import unescape

from django.apps import apps

from game.talk import BURST
from home.tests.visits import do, look


def say(client, path, text, **fields):
    return client.post(path, {"do": "chat", "text": text, **fields})


def test_what_is_said_in_a_room_stands_on_its_page(alice, bob, game):
    answer = say(alice, f"{game}?seat=1", "Hello\n<b>Bob</b>!")
    assert (answer.status_code, answer["Location"]) == (303, f"{game}?seat=1#chat")
    say(bob, f"{game}?seat=watch", "Hi")
    page = look(bob, game, 2)
    assert "<b>Alice</b> <span>Hello &lt;b&gt;Bob&lt;/b&gt;!</span>" in page
    assert '<b class="outside">Bob</b> <span>Hi</span>' in page
    assert 'data-newest="2"' in page


def test_nobody_speaks_for_a_seat_of_somebody_else(carol, game):
    say(carol, f"{game}?seat=1", "I am Alice")
    assert '<b class="outside">Carol</b>' in look(carol, game)


def test_what_is_said_in_the_lobby_stands_there_alone(alice, bob, room):
    answer = say(alice, "/chat/", "Anybody?")
    assert (answer.status_code, answer["Location"]) == (303, "/#chat")
    assert "Anybody?" in bob.get("/").content.decode()
    assert "Anybody?" not in look(bob, room)


def test_who_is_refused_hears_why_and_keeps_the_words(alice, game):
    for path in (f"{game}?seat=1", "/chat/"):
        answers = [say(alice, path, f"my words {n}") for n in range(BURST + 1)]
        answer = answers[-1]
        assert answer.status_code == 422
        page = unescape(answer.content.decode())
        assert "You write faster than others can read. Wait a moment." in page
        assert f'value="my words {BURST}"' in page


def test_nothing_to_see_is_refused(alice, room):
    answer = say(alice, f"{room}?seat=1", "\u200b")
    assert answer.status_code == 422
    assert "Write 1 to 300 characters one can see." in answer.content.decode()


def test_a_form_sent_twice_says_it_once(alice, room):
    for _ in range(2):
        assert say(alice, f"{room}?seat=1", "Hello", key="k1").status_code == 303
    assert look(alice, room, 1).count("<span>Hello</span>") == 1


def test_a_room_that_is_gone_is_gone_for_talk_too(alice):
    assert say(alice, "/room/QQQQQQ/", "Hello").status_code == 404


def test_the_chat_is_an_address_one_may_only_post_to(alice):
    assert alice.get("/chat/")["Location"] == "/"


def test_what_was_said_can_be_reported_without_scripts(alice, bob, game):
    say(alice, f"{game}?seat=1", "Bad words")
    page = look(bob, game, 2)
    assert 'name="report" value="1"' in page
    assert 'name="report" value="1"' not in look(alice, game, 1)
    assert say(bob, f"{game}?seat=2", "", report="1").status_code == 303
    reports = apps.get_model("game", "Report").objects
    assert reports.get().text == "Bad words"
    answer = say(bob, f"{game}?seat=2", "", report="77")
    assert "That message is no longer kept." in answer.content.decode()


def test_players_switch_the_talk_of_those_who_watch_off_and_on(alice, carol, game):
    page = look(alice, game, 1)
    assert shown(page, "chat-hush")
    assert "Switch spectators&#x27; chat off" in page
    assert not shown(look(carol, game), "chat-hush")
    assert do(alice, game, "hush", 1).status_code == 303
    for page in (look(alice, game, 1), look(carol, game)):
        assert shown(page, "chat-hushed")
    page = look(alice, game, 1)
    assert 'value="unhush"' in page
    assert shown(page, "chat-form")
    assert not shown(look(carol, game), "chat-form")
    refused = say(carol, f"{game}?seat=watch", "Hello")
    assert refused.status_code == 422
    assert "You can't write here now." in unescape(refused.content.decode())
    assert say(alice, f"{game}?seat=1", "Quiet").status_code == 303
    assert do(alice, game, "unhush", 1).status_code == 303
    assert not shown(look(carol, game), "chat-hushed")
    assert say(carol, f"{game}?seat=watch", "Hello").status_code == 303


def test_whoever_watches_switches_nothing(carol, game):
    answer = do(carol, game, "hush")
    assert answer.status_code == 409
    assert "You can't do that in this room." in unescape(answer.content.decode())
    assert not shown(look(carol, game), "chat-hushed")


def test_in_the_lobby_there_is_nothing_to_switch(alice):
    assert 'id="chat-hush"' not in alice.get("/").content.decode()


def shown(page, name):
    (tag,) = re.findall(rf'<[^>]*id="{name}"[^>]*>', page)
    return " hidden" not in tag
