"""A player who has nothing but `curl`, or Python's own client where there is none."""

import http.client
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import TracebackType
from typing import Any, Final, Self

import yaml
from jsonschema import Draft202012Validator

from e2e.server import ROOT, Server

CURL: Final = shutil.which("curl")
PATIENCE: Final = 30
DOCUMENT: Final = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))


class Player:
    """Remembers a token and a room's code; every answer is held to the document."""

    def __init__(self, server: Server, code: str = "") -> None:
        self.server = server
        self.code = code
        self.token = ""
        self.v = 0
        self._keys = count(1)

    def open_room(self, **wanted: Any) -> None:
        status, visit = self.ask("POST", "", "/api/rooms", wanted)
        assert status == 201, visit
        self.token, self.code = visit["welcome"]["resume"], visit["state"]["room"]

    def say(self, type: str, **fields: Any) -> Any:  # noqa: A002 - its name
        """A command, with a key of its own, that is not refused."""
        fields = {"key": f"k{next(self._keys)}", **fields}
        status, answer = self.command(type, **fields)
        assert status == 200, answer
        self.token = answer.get("resume", self.token)
        return answer

    def command(self, type: str, **fields: Any) -> tuple[int, Any]:  # noqa: A002
        return self.ask("POST", "/commands", body={"type": type, **fields})

    def hear(self) -> Any:
        """Wait for the next state."""
        status, state = self.ask("GET", f"/events?since={self.v}&wait=25")
        assert status == 200, state
        assert state["v"] > self.v
        self.v = state["v"]
        return state

    def hear_until(self, v: int) -> Any:
        state = self.hear()
        while state["v"] < v:
            state = self.hear()
        return state

    def ask(
        self, method: str, rest: str, path: str = "", body: Any = None
    ) -> tuple[int, Any]:
        """Status and answer; the path is one in the room unless another is given."""
        path = path or f"/api/rooms/{self.code}{rest}"
        ask = _by_curl if CURL else _by_python
        text = None if body is None else json.dumps(body)
        status, answer = ask(method, self.server.url + path, self._headers(), text)
        told = json.loads(answer) if answer else None
        _check(method, path, status, told)
        return status, told

    @contextmanager
    def left_open(self, rest: str) -> Iterator["Open"]:
        """Ask for something that takes its time; the caller ends it, or this does."""
        with Open(self.server, f"/api/rooms/{self.code}{rest}", self._headers()) as one:
            yield one

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class Open:
    """A request under way: its lines as they come, and a way to hang up."""

    def __init__(self, server: Server, path: str, headers: dict[str, str]) -> None:
        self._curl: subprocess.Popen[str] | None = None
        self._connection = http.client.HTTPConnection(server.host, timeout=PATIENCE)
        if CURL:
            words = [CURL, "-sSN", *_as_words(headers), server.url + path]
            self._curl = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        else:
            self._connection.request("GET", path, headers=headers)

    def line(self) -> str:
        """The next line; nothing at the end."""
        if self._curl is not None and self._curl.stdout is not None:
            return self._curl.stdout.readline()
        if not hasattr(self, "_response"):
            self._response = self._connection.getresponse()
        return self._response.readline().decode()

    def event(self, kind: str) -> dict[str, str]:
        """The fields of the next event whose data is of that type."""
        while True:
            fields = self._fields()
            assert fields is not None, f"over before any {kind}"
            told = json.loads(fields.get("data", "{}"))
            if kind in {told.get("type"), fields.get("event")}:
                return fields

    def hang_up(self) -> None:
        if self._curl is not None:
            self._curl.kill()
            self._curl.wait()
            if self._curl.stdout is not None:
                self._curl.stdout.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    def _fields(self) -> dict[str, str] | None:
        lines: list[str] = []
        while line := self.line():
            if line == "\n":
                return dict(line.split(": ", 1) for line in lines)
            lines.append(line.removesuffix("\n"))
        return None


def _by_curl(
    method: str, url: str, headers: dict[str, str], text: str | None
) -> tuple[int, str]:
    body = [] if text is None else ["--data", text]
    words = [CURL or "", "-sS", "-X", method, "-w", "\n%{http_code}"]
    done = subprocess.run(
        [*words, *_as_words(headers), *body, url],
        capture_output=True,
        text=True,
        timeout=PATIENCE + 10,
        check=True,
    )
    answer, _, status = done.stdout.rpartition("\n")
    return int(status), answer


def _by_python(
    method: str, url: str, headers: dict[str, str], text: str | None
) -> tuple[int, str]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=PATIENCE + 10)
    try:
        connection.request(method, f"/{path}", text, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def _as_words(headers: dict[str, str]) -> list[str]:
    return [
        word for name, value in headers.items() for word in ("-H", f"{name}: {value}")
    ]


def _check(method: str, path: str, status: int, told: Any) -> None:
    """Hold the answer to docs/openapi.yaml, as a reader of that document would."""
    parts = path.partition("?")[0].split("/")
    template = "/".join("{code}" if n == 3 else part for n, part in enumerate(parts))
    responses = DOCUMENT["paths"][template][method.lower()]["responses"]
    content = responses[str(status)].get("content")
    if content is None:
        assert told is None
        return
    schema = content["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    for error in validator.iter_errors(told):
        raise AssertionError(f"{error.json_path}: {error.message} in {told}")
