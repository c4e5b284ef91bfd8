"""The pages' paths, and one that fails."""

from django.urls import include, path


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("", include("home.urls")), path("broken/", broken)]
handler500 = "home.errors.broken"
