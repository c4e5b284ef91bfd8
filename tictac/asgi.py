"""What a server serves: pages, static files and sockets."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tictac.settings")


from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

django = get_asgi_application()

# Models may be imported only after the line above has loaded the apps.
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

from game.api.app import Api
from game.jobs.running import Labour, jobs
from game.routing import sockets
from home.roads import Roads
from tictac.bodies import Bodies
from tictac.probes import Probes
from tictac.static import StaticFiles

pages: Any = Bodies(django)  # the types want Django's own handler
http = (
    ASGIStaticFilesHandler(pages)
    if settings.DEBUG
    else StaticFiles(pages, settings.STATIC_ROOT, settings.STATIC_URL)
)


class Application(ProtocolTypeRouter):
    """Begins with the jobs when the first comes: not every server says that it runs."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if Labour.is_at_home:
            Labour.start()
        await super().__call__(scope, receive, send)


application = Application(
    {"http": Probes(Api(Roads(http))), "websocket": sockets, "channel": jobs}
)
