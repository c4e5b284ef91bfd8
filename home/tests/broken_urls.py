"""The project's paths, and one that fails."""

from django.urls import path

from tictac import urls


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]
handler500 = urls.handler500
