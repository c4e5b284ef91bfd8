"""What was said, and what somebody complained of."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
