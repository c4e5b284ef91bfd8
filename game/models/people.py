"""Who plays, and how they are known again."""

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
