"""Every address of the instance."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lodged.api.urls")),
    path("", include("lodged.signin.urls")),
    path("", include("lodged.public.urls")),
    path("", include("lodged.desk.urls")),
]

handler400 = "lodged.web.errors.bad_request"
handler403 = "lodged.web.errors.forbidden"
handler404 = "lodged.web.errors.not_found"
handler500 = "lodged.web.errors.our_mistake"
