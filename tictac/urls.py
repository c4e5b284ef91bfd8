"""Where each path leads."""

from django.urls import include, path

urlpatterns = [
    path("", include("home.urls")),
]
