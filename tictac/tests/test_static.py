"""Static files: hashed, compressed, cached for ever, and answered before Django."""

import gzip
import re
from pathlib import Path

import pytest
from channels.testing import HttpCommunicator
from django.core.management import call_command

from tictac.static import StaticFiles

MAIN = (
    """\
/** @typedef {import("./types.js").State} State */
import "./one.js"
import {
  one,
} from "./one.js"
export { one } from './one.js'
const { lazy } = await import("./one.js")
export const path = "./two.js"
"""
    + "one()\n" * 200
)


@pytest.fixture
def root(tmp_path: Path, settings) -> Path:
    """A small site's files, collected as `play` does it."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.js").write_text(MAIN)
    (source / "one.js").write_text("export const one = () => 1\n")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "tictac.storage.HashedStorage"},
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    return settings.STATIC_ROOT


@pytest.fixture
def fetch(root: Path):
    async def pages(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"a page"})

    application = StaticFiles(pages, root, "/static/")

    async def fetch(path: str, method: str = "GET", headers=()):
        answer = await HttpCommunicator(
            application, method, path, headers=list(headers)
        ).get_response()
        return answer | {"headers": dict(answer["headers"])}

    return fetch


@pytest.fixture
def hashed(root: Path) -> str:
    return next(root.glob("main.*.js")).name


async def test_a_hashed_file_is_cached_for_ever(fetch, hashed: str):
    answer = await fetch(f"/static/{hashed}")
    assert answer["status"] == 200
    assert b"immutable" in answer["headers"][b"cache-control"]
    assert answer["headers"][b"x-content-type-options"] == b"nosniff"
    assert b"access-control-allow-origin" not in answer["headers"]


async def test_a_file_under_its_plain_name_is_not(fetch):
    answer = await fetch("/static/main.js")
    assert b"immutable" not in answer["headers"][b"cache-control"]


async def test_a_module_imports_hashed_names(fetch, hashed: str):
    text = (await fetch(f"/static/{hashed}"))["body"].decode()
    assert len(re.findall(r'"\./one\.[0-9a-f]{12}\.js"', text)) == 4
    assert "./one.js" not in text


async def test_what_is_no_import_is_left_alone(fetch, hashed: str):
    text = (await fetch(f"/static/{hashed}"))["body"].decode()
    assert 'import("./types.js")' in text
    assert 'export const path = "./two.js"' in text


async def test_who_takes_gzip_gets_it(fetch, hashed: str):
    answer = await fetch(
        f"/static/{hashed}", headers=[(b"accept-encoding", b"gzip, br")]
    )
    plain = await fetch(f"/static/{hashed}")
    assert answer["headers"][b"content-encoding"] == b"gzip"
    assert gzip.decompress(answer["body"]) == plain["body"]


async def test_head_gets_no_body(fetch, hashed: str):
    answer = await fetch(f"/static/{hashed}", "HEAD")
    assert (answer["status"], answer["body"]) == (200, b"")


async def test_an_unchanged_file_is_not_sent_again(fetch, hashed: str):
    first = await fetch(f"/static/{hashed}")
    headers = [(b"if-none-match", first["headers"][b"etag"])]
    assert (await fetch(f"/static/{hashed}", headers=headers))["status"] == 304


@pytest.mark.parametrize(
    ("path", "method"),
    [("/static/none.js", "GET"), ("/static/../secret", "GET"), ("/", "GET")],
)
async def test_everything_else_is_a_page(fetch, path: str, method: str):
    assert (await fetch(path, method))["body"] == b"a page"


async def test_a_post_is_not_a_file(fetch, hashed: str):
    assert (await fetch(f"/static/{hashed}", "POST"))["body"] == b"a page"
