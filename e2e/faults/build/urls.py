"""The pages of the real one, and a look inside the process."""

import asyncio
import gc

from channels.layers import get_channel_layer
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from game.live import LiveRoom
from game.sockets import Socket


async def inside(_request: HttpRequest) -> JsonResponse:
    """Count what may pile up; the view runs in the loop that serves."""
    gc.collect()
    layer = get_channel_layer()
    return JsonResponse(
        {
            "tasks": len(asyncio.all_tasks()),
            "sockets": len(Socket.all),
            "groups": len(layer._groups),  # noqa: SLF001 - there is no other way
            "rooms": sum(type(one) is LiveRoom for one in gc.get_objects()),
        }
    )


urlpatterns = [path("inside/", inside), path("", include("tictac.urls"))]
