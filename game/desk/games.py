"""Finished games as the admin shows them, with their notation."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from game import transcript
from game.codes import tidy
from game.desk.readonly import KnownValues, ReadOnly, link, moment, players_called
from game.desk.rooms import VariantFilter
from game.engine.board import Mark, Reason
from game.models import Game, Player, Room


class WinnerFilter(KnownValues):
    title = _("winner")
    parameter_name = "winner"
    values = tuple(Mark)


class ReasonFilter(KnownValues):
    title = _("reason")
    parameter_name = "reason"
    values = tuple(Reason)


class GameAdmin(ReadOnly):
    list_display = ("__str__", *("variant", "x_name", "o_name"), *("result", "ended"))
    list_filter = (VariantFilter, WinnerFilter, ReasonFilter)
    search_fields = ("room",)
    search_help_text = _("A room's code, or the name or id of somebody who played.")
    ordering = ("-pk",)
    fields = readonly_fields = (
        *("in_room", "number", "variant"),
        *("x_name", "o_name", "winner", "reason", "ended", "notation"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        def name(mark: str) -> Subquery:
            return Subquery(Player.objects.filter(id=OuterRef(mark)).values("name"))

        games: QuerySet[Game] = super().get_queryset(request)
        return games.annotate(name_x=name("x"), name_o=name("o"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        who = players_called(search_term)
        found = Q(room=tidy(search_term)) | Q(x__in=who) | Q(o__in=who)
        return queryset.filter(found), False

    @admin.display(description=_("room"))
    def in_room(self, game: Game) -> SafeString:
        return link(Room, game.room_id, game.room_id)

    @admin.display(description="X", ordering="x")
    def x_name(self, game: Any) -> SafeString:
        return link(Player, game.x, game.name_x or game.x)

    @admin.display(description="O", ordering="o")
    def o_name(self, game: Any) -> SafeString:
        return link(Player, game.o, game.name_o or game.o)

    @admin.display(description=_("result"))
    def result(self, game: Game) -> str:
        is_drawn = game.reason != Reason.ABANDONED
        return f"{game.winner or ('draw' if is_drawn else 'none')} ({game.reason})"

    @admin.display(description=_("ended"), ordering="ended_at")
    def ended(self, game: Game) -> str:
        return moment(game.ended_at)

    @admin.display(description=_("notation"))
    def notation(self, game: Game) -> SafeString:
        return format_html("<pre>{}</pre>", transcript.of_game(game))
