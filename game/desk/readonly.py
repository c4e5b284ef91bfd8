"""Admin pages that only show: what is in the rows follows from the log."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from game.engine.events import Millis
from game.models import Player
from game.transcript import time_of

if TYPE_CHECKING:
    Base: TypeAlias = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnly(Base):
    """Nobody adds, changes or deletes here, superusers neither."""

    list_per_page = list_max_show_all = 100
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012 - as Django reads it

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def ticked(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What was chosen by hand; never all that a search found, unseen."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        return queryset.filter(pk__in=keys)

    def report(self, request: HttpRequest, text: str, done: Iterable[Model]) -> None:
        """Say what was done with each, and keep it in the admin's own log."""
        names = []
        for row in done:
            names.append(str(row))
            self.log_change(request, row, text)
        if names:
            self.message_user(request, f"{text}: {', '.join(names)}.", messages.SUCCESS)


class KnownValues(admin.SimpleListFilter):
    """A filter whose values need not be searched for in the whole table."""

    parameter_name = ""
    values: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Base) -> list[tuple[str, str]]:
        return [(value, value) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{self.parameter_name: value}) if value else queryset


def players_called(text: str) -> QuerySet[Player, str]:
    """The ids of those a search means."""
    found = Player.objects.filter(Q(id=text) | Q(name__icontains=text))
    return found.values_list("id", flat=True)


def moment(millis: Millis) -> str:
    return str(localize(time_of(millis)))


def link(model: type[Model], key: str, text: str) -> SafeString:
    """To the page of one of them, if there is one."""
    if not key:
        return mark_safe("")
    address = reverse(_name(model, "change"), args=[quote(key)])
    return format_html('<a href="{}">{}</a>', address, text)


def search_link(model: type[Model], text: str, words: str) -> SafeString:
    """To the list of those that a search finds."""
    address = reverse(_name(model, "changelist"), query={"q": text})
    return format_html('<a href="{}">{}</a>', address, words)


def _name(model: type[Model], page: str) -> str:
    return f"admin:game_{model.__name__.lower()}_{page}"
