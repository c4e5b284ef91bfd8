"""A theme is a cookie the server writes into the page, and so is a language."""

import pytest


def test_a_page_follows_the_system_until_told_otherwise(client):
    page = client.get("/").content.decode()
    assert '<html lang="en" data-theme="system">' in page


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_theme_is_written_into_every_page_after(client, theme):
    response = client.post("/theme/", {"theme": theme, "next": "/"})
    assert (response.status_code, response["Location"]) == (303, "/")
    cookie = client.cookies["theme"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert f'data-theme="{theme}"' in client.get("/").content.decode()


def test_the_browser_is_told_the_colour_of_a_chosen_theme(client):
    client.post("/theme/", {"theme": "dark"})
    page = client.get("/").content.decode()
    assert page.count('name="theme-color" content="#121418"') == 2


def test_a_theme_that_does_not_exist_is_ignored(client):
    response = client.post("/theme/", {"theme": "pink"})
    assert response.status_code == 303
    assert "theme" not in client.cookies
    client.cookies["theme"] = "pink"
    assert 'data-theme="system"' in client.get("/").content.decode()


def test_a_theme_is_kept_for_https_only_where_there_is_https(client):
    client.post("/theme/", {"theme": "dark"}, secure=True)
    assert client.cookies["theme"]["secure"]


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("/room/K7QX2M/?seat=1", "/room/K7QX2M/?seat=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_a_choice_leads_back_but_never_to_another_site(client, wish, leads_to):
    response = client.post("/theme/", {"theme": "dark", "next": wish})
    assert response["Location"] == leads_to


def test_a_language_is_kept(client):
    client.post("/language/", {"language": "de", "next": "/"})
    page = client.get("/").content.decode()
    assert '<html lang="de"' in page
    assert "Neuer Raum" in page
    assert "English</button>" in page


def test_a_language_is_guessed_from_the_browser(client):
    page = client.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert '<html lang="de"' in page.content.decode()


def test_previews_have_absolute_addresses(client):
    page = client.get("/", headers={"Host": "localhost:8000"}).content.decode()
    assert 'property="og:url" content="http://localhost:8000/"' in page
    assert 'content="http://localhost:8000/static/img/link.png"' in page
    assert 'name="twitter:card" content="summary_large_image"' in page
