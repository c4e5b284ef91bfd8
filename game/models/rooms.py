"""Rooms, the log of each, and what was played to an end in them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
