"""What a server serves: pages, static files and sockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tictac.settings")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

pages = get_asgi_application()

# Models may be imported only after the line above has loaded the apps.
from django.conf import settings

from game.routing import sockets
from tictac.static import StaticFiles

application = ProtocolTypeRouter(
    {
        "http": StaticFiles(pages, settings.STATIC_ROOT, settings.STATIC_URL),
        "websocket": sockets,
    }
)
