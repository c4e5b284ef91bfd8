"""What machines ask any site for."""

from pathlib import Path

from django.contrib.staticfiles import finders


def test_the_manifest_names_icons_that_exist(client):
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["start_url"]) == ("tictac", "/")
    assert {icon.get("purpose") for icon in manifest["icons"]} == {None, "maskable"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_robots_may_read_everything_for_previews_ask_first(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert response.content == b"User-agent: *\nDisallow:\n"


def test_the_picture_of_links_is_light_enough_for_every_previewer():
    found = finders.find("img/link.png")
    assert found
    picture = Path(found).read_bytes()
    assert len(picture) < 300_000
    assert picture[1:4] == b"PNG"
    assert (picture[16:20], picture[20:24]) == ((1200).to_bytes(4), (630).to_bytes(4))
