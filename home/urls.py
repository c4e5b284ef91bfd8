"""The paths of the lobby and of the rooms."""

from django.urls import path
from django.views.i18n import set_language

from home import about, account, api, connection, errors, lobby, prefs, room, watch

app_name = "home"
urlpatterns = [
    path("", lobby.page, name="lobby"),
    path("new/", lobby.new, name="new"),
    path("join/", lobby.join, name="join"),
    path("name/", lobby.name, name="name"),
    path("account/", account.page, name="account"),
    path("account/sign-in/", account.sign_in, name="sign_in"),
    path("account/sign-out/", account.sign_out, name="sign_out"),
    path("account/password/", account.password, name="password"),
    path("watch/", watch.page, name="watch"),
    path("chat/", lobby.chat, name="chat"),
    path("room/<code:code>/", room.page, name="room"),
    path("room/<code:code>/here.gif", room.here, name="here"),
    path("room/<str:text>/", errors.odd_address, name="odd"),
    path("connection/", connection.page, name="connection"),
    path("theme/", prefs.theme, name="theme"),
    path("language/", set_language, name="language"),
    path("api/", api.page, name="api"),
    path("api/openapi.yaml", api.document, name="openapi"),
    path("site.webmanifest", about.manifest, name="manifest"),
    path("robots.txt", about.robots, name="robots"),
]
