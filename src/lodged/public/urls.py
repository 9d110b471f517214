"""The addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from lodged.public import law_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("law/", law_views.law, name="law"),
    path("law/what-if/", law_views.what_if, name="law-what-if"),
    path("law/<slug:jurisdiction>/", law_views.rulebook, name="rulebook"),
    path("health/", views.health, name="health"),
]
