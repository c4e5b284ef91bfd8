"""Rooms as the admin shows them, each with its whole log; and how one is closed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from game import door, transcript
from game.codes import tidy
from game.desk.readonly import (
    KnownValues,
    ReadOnly,
    link,
    moment,
    players_called,
    search_link,
)
from game.engine.commands import Close
from game.engine.state import Status
from game.engine.variants import VARIANTS
from game.errors import UnavailableError
from game.models import Game, Player, Room


class StatusFilter(KnownValues):
    title = _("status")
    parameter_name = "status"
    values = tuple(Status)


class VariantFilter(KnownValues):
    title = _("variant")
    parameter_name = "variant"
    values = tuple(VARIANTS)


class RoomAdmin(ReadOnly):
    list_display = (
        *("code", "variant", "status", "private", "closed"),
        *("sitting", "active"),
    )
    list_filter = (StatusFilter, VariantFilter, "private", "closed")
    search_fields = ("code",)
    search_help_text = _("A code, or the name or id of somebody who sits there.")
    ordering = ("-active_at",)
    actions = ("close",)
    fields = readonly_fields = (
        *("code", "variant", "clock", "status", "private", "closed"),
        *("sitting", "opened", "active", "finished"),
    )

    # What is shown.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        def name(seat: str) -> Subquery:
            return Subquery(Player.objects.filter(id=OuterRef(seat)).values("name"))

        rooms: QuerySet[Room] = super().get_queryset(request)
        return rooms.annotate(name_1=name("seat_1"), name_2=name("seat_2"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        who = players_called(search_term)
        found = Q(code=tidy(search_term)) | Q(seat_1__in=who) | Q(seat_2__in=who)
        return queryset.filter(found), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), "transcript": transcript.of_room(object_id)}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("who sits"))
    def sitting(self, room: Any) -> SafeString:
        seats = ((room.seat_1, room.name_1), (room.seat_2, room.name_2))
        links = ((link(Player, who, name or who),) for who, name in seats if who)
        return format_html_join(", ", "{}", links)

    @admin.display(description=_("opened"))
    def opened(self, room: Room) -> str:
        return moment(room.opened_at)

    @admin.display(description=_("last event"), ordering="active_at")
    def active(self, room: Room) -> str:
        return moment(room.active_at)

    @admin.display(description=_("finished games"))
    def finished(self, room: Room) -> SafeString:
        return search_link(Game, room.code, gettext("Show them"))

    # What may be done.

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("game.close_room")

    @admin.action(permissions=["close"], description=_("Close the chosen rooms"))
    def close(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        rooms = self.ticked(request, queryset).filter(closed=False)
        if rooms and "sure" not in request.POST:
            return self._ask(request, rooms)
        self.report(request, gettext("Closed"), self._closed(request, rooms))
        return None

    def _ask(self, request: HttpRequest, rooms: QuerySet[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Close for good?"),
            "opts": self.opts,
            "media": self.media,
            "rooms": rooms,
        }
        return TemplateResponse(request, "admin/game/room/close.html", context)

    def _closed(self, request: HttpRequest, rooms: QuerySet[Any]) -> Iterator[Room]:
        """Close them like anything that happens in a room: who is there hears it."""
        codes = [room.code for room in rooms]
        answers = dict(door.submit_to_all(codes, Close()))
        if any(isinstance(answer, UnavailableError) for answer in answers.values()):
            text = gettext("We can't save right now.")
            self.message_user(request, text, messages.ERROR)
        # Where it was refused somebody was quicker.
        yield from (room for room in rooms if isinstance(answers[room.code], int))
