"""Guessing a staff password comes to an end, too."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "chalk-and-slate-9"


@pytest.fixture(autouse=True)
def ada():
    return User.objects.create_superuser("ada", password=PASSWORD)


def sign_in(client, password, name="ada"):
    fields = {"username": name, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", fields)


def test_after_five_wrong_ones_even_the_right_one_waits(client):
    for _ in range(5):
        answer = sign_in(client, "wrong")
        assert "Please enter the correct username" in answer.content.decode()
    for name in ("ada", "ADA"):
        answer = sign_in(client, PASSWORD, name)
        assert "Too many tries. Wait 5 s" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_the_right_one_begins_anew(client):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "wrong")
        assert sign_in(Client(), PASSWORD).status_code == 302


def test_a_form_without_a_name_is_no_guess(client):
    for _ in range(6):
        assert sign_in(client, "wrong", "").status_code == 200
    assert sign_in(client, PASSWORD).status_code == 302
