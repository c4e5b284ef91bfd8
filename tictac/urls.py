"""Where each path leads."""

from django.urls import include, path

urlpatterns = [
    path("", include("home.urls")),
]

# The others are templates of Django's own naming: 403.html, 403_csrf.html, 404.html.
handler400 = "home.errors.bad_request"
handler500 = "home.errors.broken"
