"""What is kept: rooms, their events, finished games, players, and their accounts.

The events are the truth; of the other rows those of rooms, games and players are
summaries that can be made from them, but for who is banned. Accounts and what was said
are rows of their own. There is no permission to change any: the admin shows them.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Player(models.Model):
    """Somebody who sat down; visitors leave no row."""

    id = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(_("name"), max_length=20)
    kind = models.CharField(_("kind"), max_length=8)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    banned_at = models.DateTimeField(_("banned since"), null=True, blank=True)

    class Meta:
        verbose_name = _("player")
        verbose_name_plural = _("players")
        default_permissions = ("view",)
        permissions: ClassVar = [("ban_player", "Can ban players")]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(banned_at__isnull=False),
                name="player_banned",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """The name and the password that keep a player's identity for them."""

    player = models.OneToOneField(Player, models.CASCADE, primary_key=True)
    looks = models.CharField(max_length=80)  # as game.names sees their name
    password = models.CharField(max_length=128)  # as Django's hashers write it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["looks"], name="account_looks"),
        ]

    def __str__(self) -> str:
        return self.looks


class Session(models.Model):
    """A browser that is signed in; a guest's has a row only once it is over."""

    key = models.CharField(max_length=32, primary_key=True)
    player = models.CharField(max_length=24)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    renewed = models.BooleanField(default=False)  # ended because another took over

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["player"],
                condition=models.Q(ended_at__isnull=True),
                name="session_open",
            ),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(ended_at__isnull=False),
                name="session_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.player} since {self.began_at}"


class Attempt(models.Model):
    """How often somebody has lately tried to sign in, by a name or from an address."""

    who = models.CharField(max_length=96, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.who


class Room(models.Model):
    """What lists need to know of a room without folding its log."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    variant = models.CharField(_("variant"), max_length=16)
    private = models.BooleanField(_("private"))
    status = models.CharField(_("status"), max_length=8)
    seat_1 = models.CharField(max_length=24, blank=True, default="")
    seat_2 = models.CharField(max_length=24, blank=True, default="")
    has_moves = models.BooleanField(default=False)
    closed = models.BooleanField(_("closed"), default=False)
    # By the database, too: an older version of the program does not know of it.
    bot_owes = models.BooleanField(default=False, db_default=False)
    clock = models.PositiveSmallIntegerField(_("clock"), default=0, db_default=0)
    flag_at = models.BigIntegerField(null=True)  # whoever is to move has until then
    opened_at = models.BigIntegerField()
    active_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        default_permissions = ("view",)
        permissions: ClassVar = [("close_room", "Can close rooms")]
        indexes: ClassVar = [
            models.Index(
                fields=["status", "active_at"],
                condition=models.Q(private=False, closed=False),
                name="room_listed",
            ),
            # What the jobs look for.
            models.Index(
                fields=["active_at"],
                condition=models.Q(bot_owes=True),
                name="room_bot_owes",
            ),
            models.Index(
                fields=["flag_at"],
                condition=models.Q(flag_at__isnull=False),
                name="room_flag",
            ),
            models.Index(
                fields=["status", "active_at"],
                condition=models.Q(closed=False),
                name="room_idle",
            ),
            models.Index(
                fields=["active_at"],
                condition=models.Q(has_moves=False),
                name="room_unplayed",
            ),
            models.Index(fields=["seat_1", "active_at"], name="room_seat_1"),
            models.Index(fields=["seat_2", "active_at"], name="room_seat_2"),
        ]

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """One line of a room's log: written once, by game.log alone."""

    room = models.ForeignKey(Room, models.CASCADE, db_index=False)
    v = models.PositiveIntegerField()
    uid = models.CharField(max_length=32)
    type = models.CharField(max_length=12)
    data = models.TextField()
    player = models.CharField(max_length=24, blank=True, default="")
    seat = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL: no key
    body = models.TextField(blank=True, default="")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            # Keys need none: whoever stores a `v` has read every key before it.
            models.UniqueConstraint(fields=["room", "v"], name="event_room_v"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.v} {self.type}"


class Game(models.Model):
    """A finished game: a summary of its stretch of the log."""

    room = models.ForeignKey(Room, models.CASCADE, db_index=False)
    number = models.PositiveIntegerField(_("number"))
    variant = models.CharField(_("variant"), max_length=16)
    x = models.CharField(max_length=24)
    o = models.CharField(max_length=24)
    winner = models.CharField(_("winner"), max_length=1, blank=True)
    reason = models.CharField(_("reason"), max_length=12)
    moves = models.TextField()
    ended_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("finished game")
        verbose_name_plural = _("finished games")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "number"], name="game_room_number"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} game {self.number}"


class Remark(models.Model):
    """Something said in a chat: one of the newest of its place, the others are gone."""

    place = models.CharField(_("place"), max_length=8)  # a room's code, or "lobby"
    number = models.PositiveIntegerField()
    player = models.CharField(max_length=24)
    name = models.CharField(_("name"), max_length=20)
    seat = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("text"))
    at = models.BigIntegerField()
    paid_until = models.BigIntegerField()
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL: no key

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "number"], name="remark_place_number"
            ),
            models.UniqueConstraint(
                fields=["place", "player", "key"],
                condition=models.Q(key__isnull=False),
                name="remark_key",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["player", "paid_until"], name="remark_player"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"


class Report(models.Model):
    """Somebody's complaint about a remark, with the remark, which may be gone."""

    place = models.CharField(_("place"), max_length=8)
    number = models.PositiveIntegerField()
    player = models.CharField(_("who said it"), max_length=24)
    name = models.CharField(_("name"), max_length=20)
    text = models.TextField(_("text"))
    at = models.BigIntegerField()
    reporter = models.CharField(_("who complains"), max_length=24)
    reporter_name = models.CharField(max_length=20)
    reported_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "number", "at", "reporter"], name="report_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reported_at"], name="report_at")]

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"
