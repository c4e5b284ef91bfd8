"""Players as the admin shows them; and how one is banned."""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from game import bans
from game.desk.readonly import Base, KnownValues, ReadOnly, search_link
from game.engine.events import Kind
from game.models import Game, Player, Room


class KindFilter(KnownValues):
    title = _("kind")
    parameter_name = "kind"
    values = tuple(Kind)


class BannedFilter(admin.SimpleListFilter):
    title = _("banned")
    parameter_name = "banned"

    def lookups(self, request: HttpRequest, model_admin: Base) -> list[Any]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(banned_at__isnull=value != "yes")


class PlayerList(ChangeList):
    """Counts the games of a page's players together, instead of one by one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        games = games_of([player.id for player in self.result_list])
        for player in self.result_list:
            player.games = games[player.id]


class PlayerAdmin(ReadOnly):
    list_display = ("name", "banned_at", "kind", "created_at", "games", "id")
    list_filter = (KindFilter, BannedFilter)
    search_fields = ("name", "id")
    search_help_text = _("A name, or a whole id.")
    ordering = ("-created_at",)
    actions = ("ban", "unban")
    fields = readonly_fields = (
        *("name", "id", "kind", "created_at", "banned_at"),
        *("rooms", "finished"),
    )

    # What is shown.

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PlayerList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        found = Q(id=search_term) | Q(name__icontains=search_term)
        return queryset.filter(found), False

    @admin.display(description=_("finished games"))
    def games(self, player: Any) -> int:
        count: int = player.games
        return count

    @admin.display(description=_("rooms"))
    def rooms(self, player: Player) -> SafeString:
        return search_link(Room, player.id, gettext("Show where they sit"))

    @admin.display(description=_("finished games"))
    def finished(self, player: Player) -> SafeString:
        count = games_of([player.id])[player.id]
        return search_link(Game, player.id, f"{gettext('Show them')} ({count})")

    # What may be done.

    def has_ban_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("game.ban_player")

    @admin.action(permissions=["ban"], description=_("Ban the chosen players"))
    def ban(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        players = list(self.ticked(request, queryset).filter(banned_at=None))
        bans.ban(player.id for player in players)
        self.report(request, gettext("Banned"), players)

    @admin.action(permissions=["ban"], description=_("Let the chosen players in again"))
    def unban(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        players = list(self.ticked(request, queryset).exclude(banned_at=None))
        bans.unban(player.id for player in players)
        self.report(request, gettext("Let in again"), players)


def games_of(ids: list[str]) -> Counter[str]:
    """How many games each of them has finished; one against oneself is one."""
    finished = Game.objects.order_by()
    counts: Counter[str] = Counter()
    for mark, games in (("x", finished), ("o", finished.exclude(x=F("o")))):
        rows = games.filter(**{f"{mark}__in": ids}).values_list(mark)
        counts.update(dict(rows.annotate(Count("pk"))))
    return counts
