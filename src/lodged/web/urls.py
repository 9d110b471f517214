"""Every address of the instance."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lodged.web import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lodged.api.urls")),
    path("", include("lodged.signin.urls")),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("lodged.pages.public_urls")),
    path("", include("lodged.pages.urls")),
]

handler400 = "lodged.web.errors.bad_request"
handler403 = "lodged.web.errors.forbidden"
handler404 = "lodged.web.errors.not_found"
handler500 = "lodged.web.errors.our_mistake"
