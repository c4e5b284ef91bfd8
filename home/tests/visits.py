"""What a person without JavaScript does in a room, and what their page then shows."""

import re


def open_room(client, variant="classic", private=""):
    answer = client.post("/new/", {"variant": variant, "private": private})
    client.get(answer["Location"])
    return answer["Location"].split("?")[0]


def code_of(room):
    return room.split("/")[2]


def look(client, room, seat="watch", **query):
    answer = client.get(room, {"seat": seat, **query})
    assert answer.status_code == 200
    return answer.content.decode()


def do(client, room, what, seat="", **fields):
    return client.post(room, {"do": what, "seat": seat, **fields})


def headline(page):
    return _text(page, "headline")


def detail(page):
    return _text(page, "detail")


def offered(page):
    """The actions that are not hidden, by their names."""
    found = re.findall(r'<[^>]*data-do="(\w+)"([^>]*)>', page.split('id="actions"')[1])
    return [name for name, rest in found if "hidden" not in rest]


def play(alice, bob, room, *cells):
    """Both in turn, seat 1 first."""
    for index, cell in enumerate(cells):
        client, seat = ((alice, 1), (bob, 2))[index % 2]
        assert do(client, room, "move", seat, cell=cell).status_code == 303


def field(page, name):
    """The value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def _text(page, name):
    found = re.search(rf'id="{name}"[^>]*>([^<]*)<', page)
    assert found
    return found[1].replace("&#x27;", "'")
