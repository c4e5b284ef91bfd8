"""Accounts: a player's own name and password, and the browsers signed in to them.

A player stays who they are, by the same id: so a guest who makes an account keeps every
game and seat. Passwords are Django's matter, by its hashers and its validators.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from game import attempts
from game.bans import BANS, session_key
from game.engine.events import Kind, Player
from game.errors import UnavailableError
from game.guard import Guard
from game.identity import BannedError, Pass, new_guest
from game.models import Account, Session
from game.models import Player as PlayerRow
from game.names import InvalidNameError, is_given, looks, tidied

TAKEN: Final = "Somebody has this name, or one that looks like it."


class WrongPasswordError(Exception):
    """The name or the password is wrong; which of them nobody is told."""


class KeptError(InvalidNameError):
    """By this very player, a moment ago: a form that was sent twice."""


def keep(guest: Pass, name: str, password: str, address: str) -> Pass:
    """Make the guest an account: who they are stays, what proves it is new.

    Raises `InvalidNameError`, Django's `ValidationError` for the password, or
    `TooManyAttemptsError`.
    """
    name = tidied(name)
    if is_given(name):
        raise InvalidNameError("Guests are called that. Choose a name of your own.")
    validate_password(password, User(username=name))
    player = Player(guest.player.id, name, Kind.ACCOUNT)
    with _stored():
        if Account.objects.filter(looks=looks(name)).exists():
            raise _taken(player)
        attempts.begin(attempts.newcomers(address))
        hashed = make_password(password)
        try:
            with transaction.atomic():
                row, _ = PlayerRow.objects.update_or_create(
                    id=player.id, defaults={"name": name, "kind": player.kind}
                )
                Account.objects.create(player=row, looks=looks(name), password=hashed)
                return _begin(player, instead_of=guest)
        except IntegrityError:
            raise _taken(player) from None


def sign_in(before: Pass, name: str, password: str, address: str) -> Pass:
    """A session of that account, in the place of who this browser was.

    Raises `WrongPasswordError`, `TooManyAttemptsError`, or `BannedError`.
    """
    with _stored():
        account, compared = _prove(name, password, address)
        row = account.player
        with _unchanged(account, compared):
            return _begin(Player(row.id, row.name, Kind.ACCOUNT), instead_of=before)


def sign_out(before: Pass) -> Pass:
    """End this browser's session; from here on it is a new guest's."""
    with _stored():
        _end([before], renewed=False)
    return Pass(new_guest())


def change_password(before: Pass, password: str, new: str, address: str) -> Pass:
    """Another password, and every other browser is signed out.

    Raises what `sign_in` does, and Django's `ValidationError` for the new one.
    """
    player = before.player
    with _stored():
        account, compared = _prove(player.name, password, address)
        validate_password(new, User(username=player.name))
        account.password = make_password(new)
        with _unchanged(account, compared):
            after = _begin(player, instead_of=before)
            others = Session.objects.filter(player=player.id, ended_at=None)
            keys = others.exclude(key=after.session).values_list("key", flat=True)
            _end([Pass(player, key) for key in keys], renewed=False)
            return after


def since(player: Player) -> datetime | None:
    """Since when they have an account, if they do."""
    with _stored():
        account = Account.objects.filter(player_id=player.id)
        return account.values_list("created_at", flat=True).first()


def _taken(player: Player) -> InvalidNameError:
    is_own = Account.objects.filter(pk=player.id).exists()
    return KeptError(TAKEN) if is_own else InvalidNameError(TAKEN)


def _prove(name: str, password: str, address: str) -> tuple[Account, str]:
    """The account, and what the password was compared with."""
    counted = attempts.by_name(looks(name)), attempts.by_address(address)
    attempts.begin(*counted)
    account = Account.objects.select_related("player").filter(looks=looks(name)).first()
    if account is None:
        make_password(password)  # takes as long as comparing it
        raise WrongPasswordError
    compared = account.password

    def rehash(raw: str) -> None:
        account.password = make_password(raw)

    if not check_password(password, compared, rehash):
        raise WrongPasswordError
    attempts.succeeded(counted[0], counted[1:])
    if BANS.has(account.pk):
        raise BannedError
    return account, compared


@contextmanager
def _unchanged(account: Account, compared: str) -> Iterator[None]:
    """What is done here counts only if no other password was set meanwhile."""
    with transaction.atomic():
        same = Account.objects.filter(pk=account.pk, password=compared)
        if not same.update(password=account.password):
            raise WrongPasswordError
        yield


def _begin(player: Player, *, instead_of: Pass) -> Pass:
    key = secrets.token_urlsafe(18)
    Session.objects.create(key=key, player=player.id)
    _end([instead_of], renewed=True)
    return Pass(player, key)


def _end(passes: Iterable[Pass], *, renewed: bool) -> None:
    """The rows first: what this process knows by then, others will read."""
    now = timezone.now()
    by_key = {session_key(one.player.id, one.session): one for one in passes}
    rows = [Session(key=key, player=one.player.id) for key, one in by_key.items()]

    def tell() -> None:
        BANS.learn(by_key, renewed=renewed)
        Guard.alert()

    with transaction.atomic():
        Session.objects.bulk_create(rows, ignore_conflicts=True)  # guests have none
        open_ones = Session.objects.filter(key__in=by_key, ended_at=None)
        open_ones.update(ended_at=now, renewed=renewed)
        transaction.on_commit(tell)


@contextmanager
def _stored() -> Iterator[None]:
    """Storage in trouble is told as everywhere."""
    try:
        yield
    except DatabaseError as error:
        raise UnavailableError from error
