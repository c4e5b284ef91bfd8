"""The page for those who write programs: what can be asked over HTTP, with examples.

Drawn from what the OpenAPI document is made from, so that it tells nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from game.contract import openapi
from game.contract.operations import OPERATIONS, Operation
from game.contract.schemas import COMMANDS
from game.contract.words import FIELDS, MESSAGES
from game.incoming import NewRoom
from home.prefs import origin_of


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Section:
    operation: Operation
    fields: tuple[Field, ...]
    commands: tuple[Command, ...]
    refusals: tuple[tuple[int, str, str], ...]  # status, code, sentence


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {"sections": _sections(), "host": origin_of(request)}
    return render(request, "api.html", context)


@require_safe
def document(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(_text(), content_type="application/yaml")


@cache
def _text() -> str:
    return openapi.as_yaml()


@cache
def _sections() -> tuple[Section, ...]:
    return tuple(
        Section(
            operation=operation,
            fields=tuple(_fields(operation)),
            commands=tuple(_commands()) if operation.body == "Command" else (),
            refusals=openapi.refusals(operation),
        )
        for operation in OPERATIONS
    )


def _fields(operation: Operation) -> Iterator[Field]:
    for parameter in operation.parameters:
        yield Field(parameter["name"], parameter["description"])
    if operation.body == "NewRoom":
        for name in NewRoom.__struct_fields__:
            yield Field(name, openapi.FIELDS[f"NewRoom.{name}"])


def _commands() -> Iterator[Command]:
    for name, struct in COMMANDS.items():
        fields = tuple(
            Field(field, FIELDS[f"{name}.{field}"])
            for field in struct.__struct_fields__
            if field != "key"
        )
        tag = str(struct.__struct_config__.tag)
        yield Command(tag, MESSAGES[name], fields)
