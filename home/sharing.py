"""What leaves the room: its link, the code to photograph, the words of a preview."""

from dataclasses import dataclass

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from home.scene import Scene
from home.titles import sized


@dataclass(frozen=True, slots=True)
class Preview:
    """How a link to this page shows itself elsewhere."""

    title: str
    text: str


def preview_of(scene: Scene) -> Preview:
    state, game = scene.state, sized(scene.state.variant)
    first, second = (player and player.name for player in state.players)
    if state.private:
        # Whoever shows a preview has asked nobody inside.
        text = gettext("{game}. No sign-up.").format(game=game)
        return Preview(gettext("You're invited to a game"), text)
    if first and second:
        if state.status == "over":
            text = gettext("{game}. Open a room of your own.").format(game=game)
            return Preview(_result(first, second, state.score), text)
        title = gettext("{first} plays {second}").format(first=first, second=second)
        return Preview(title, gettext("{game}. Come and watch.").format(game=game))
    text = gettext("{game}. You play {mark}. No sign-up.").format(
        game=game, mark=scene.mark_of(scene.open_seat or 2)
    )
    host = first or second
    if host is None:
        return Preview(gettext("You're invited to a game"), text)
    title = gettext("{name} invites you to tic-tac-toe").format(name=host)
    return Preview(title, text)


def _result(first: str, second: str, score: tuple[int, int, int]) -> str:
    ones, twos, _ = score
    if ones == twos:
        sentence = gettext("{first} and {second} are even, {ones}–{twos}")
    else:
        sentence = gettext("{first} beat {second} {ones}–{twos}")
    if twos > ones:
        first, second, ones, twos = second, first, twos, ones
    return sentence.format(first=first, second=second, ones=ones, twos=twos)


def qr_of(link: str) -> SafeString:
    """Dark on white in every theme, with the quiet zone that cameras look for."""
    drawing = segno.make(link, micro=False).svg_inline(
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return format_html(
        '<span role="img" aria-label="{}">{}</span>',
        link,
        mark_safe(drawing),  # noqa: S308 - made of numbers alone
    )
