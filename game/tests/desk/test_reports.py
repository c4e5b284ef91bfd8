"""Complaints as the admin shows them."""

import pytest

from game.models import Report
from game.remarks import LOBBY, Draft, report, store
from game.tests.stage import ALICE, BOB

pytestmark = pytest.mark.django_db


@pytest.fixture
def _reported():
    store([Draft(LOBBY, ALICE, 0, "Bad <b>words</b>", 1_000_000, None)])
    report(LOBBY, 1, BOB, 2_000_000)


@pytest.mark.usefixtures("_reported")
def test_a_report_says_who_said_what_and_where(admin_client):
    for path in ("", "?q=alice", "?q=lobby", f"{Report.objects.get().pk}/change/"):
        page = admin_client.get(f"/admin/game/report/{path}").content.decode()
        assert "Bad &lt;b&gt;words&lt;/b&gt;" in page
        assert '<a href="/admin/game/player/alice/change/">Alice</a>' in page
        assert "Bob (bob)" in page
    assert (
        "Bad" not in admin_client.get("/admin/game/report/?q=K7QX2M").content.decode()
    )


@pytest.mark.usefixtures("_reported")
def test_nobody_changes_one(admin_client):
    page = admin_client.post(f"/admin/game/report/{Report.objects.get().pk}/delete/")
    assert page.status_code == 403
