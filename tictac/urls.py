"""Where each path leads."""

from django.contrib import admin
from django.urls import include, path

# Here and not when the apps load: a command that shows no page needs none of it.
admin.autodiscover()

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("home.urls")),
]

# The others are templates of Django's own naming: 403.html, 403_csrf.html, 404.html.
handler400 = "home.errors.bad_request"
handler500 = "home.errors.broken"
