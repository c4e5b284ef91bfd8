"""Complaints about what was said, as the admin shows them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from game.desk.readonly import ReadOnly, link, moment, players_called
from game.models import Player, Report, Room
from game.remarks import LOBBY


class ReportAdmin(ReadOnly):
    list_display = ("said", "speaker", "where", "when", "complainer", "reported")
    search_fields = ("place",)
    search_help_text = _("A code, or the name or id of whoever said it.")
    ordering = ("-reported_at",)
    fields = readonly_fields = list_display

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        who = players_called(search_term)
        found = Q(place__iexact=search_term) | Q(player__in=who)
        return queryset.filter(found), False

    @admin.display(description=_("what was said"))
    def said(self, report: Report) -> str:
        return report.text

    @admin.display(description=_("who said it"))
    def speaker(self, report: Report) -> SafeString:
        return link(Player, report.player, report.name)

    @admin.display(description=_("where"), ordering="place")
    def where(self, report: Report) -> SafeString | str:
        if report.place == LOBBY:
            return report.place
        return link(Room, report.place, report.place)

    @admin.display(description=_("when"), ordering="at")
    def when(self, report: Report) -> str:
        return moment(report.at)

    @admin.display(description=_("who complains"))
    def complainer(self, report: Report) -> str:
        return f"{report.reporter_name} ({report.reporter})"

    @admin.display(description=_("reported"), ordering="reported_at")
    def reported(self, report: Report) -> str:
        return moment(report.reported_at)
