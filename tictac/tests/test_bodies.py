"""What is posted is whole, in time and small, or refused before a page sees it."""

import asyncio
import contextlib

from tictac import bodies
from tictac.bodies import LARGEST, Bodies

FORM = b"application/x-www-form-urlencoded"


async def echo(_scope, receive, send):
    """Answer with what was posted; then it is as it is with every request."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})
    assert (await receive())["type"] == "http.disconnect"


async def post(*parts, kind=FORM, ends=True):
    """The status and the text of the answer; nothing when there was none."""
    said = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if ends:
        said[-1]["more_body"] = False
    heard = []

    async def receive():
        if said:
            return said.pop(0)
        if not ends:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message):
        heard.append(message)

    scope = {"type": "http", "headers": [(b"content-type", kind)]}
    await Bodies(echo)(scope, receive, send)
    return (heard[0]["status"], heard[1]["body"]) if heard else None


async def test_a_body_in_pieces_comes_in_one():
    assert await post(b"a=1", b"", b"&b=2") == (200, b"a=1&b=2")


async def test_a_request_without_one_is_served():
    assert await post(b"") == (200, b"")


async def test_too_much_is_refused_before_it_is_all_there():
    part = b"x" * (LARGEST // 2)
    assert await post(part, part) == (200, part * 2)
    assert (await post(part, part, b"x", ends=False))[0] == 413


async def test_what_is_never_whole_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    assert await post(b"a=1", ends=False) == (408, b"That did not arrive whole.")


async def test_nothing_is_uploaded():
    kind = b"Multipart/Form-Data; boundary=x; charset=hex"
    assert (await post(b"--x", kind=kind))[0] == 415


async def test_who_goes_meanwhile_is_answered_by_nobody():
    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        raise AssertionError(message)

    await Bodies(echo)({"type": "http", "headers": []}, gone, send)


async def test_a_server_refuses_a_flood_and_goes_on(start):
    server = await start("play", "--port=0")
    await server.until_ready()
    host, port = server.url.removeprefix("http://").strip("/").split(":")
    head = "POST /new/ HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(2):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head.format(f"{host}:{port}").encode())
        with contextlib.suppress(ConnectionError):
            for _ in range(64):
                writer.write(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            assert b" 413 " in await reader.readline()
        writer.close()
    assert (await server.stop()) == (0, "")
