"""The addresses of the release desk."""

from __future__ import annotations

from django.urls import path

from lodged.desk.release import booking, step_views, supervision_views, views
from lodged.desk.release.steps.every import STEPS

_STEPS = [
    path(f"stays/<uuid:stay_id>/{slug}/", step_views.step_view(step), name=f"desk-step-{slug}")
    for slug, step in STEPS.items()
]

urlpatterns = [
    path("", views.desk, name="desk"),
    path("book/", booking.book, name="desk-book"),
    path("stays/<uuid:stay_id>/", views.stay_file, name="desk-stay"),
    *_STEPS,
    path("supervision/", supervision_views.supervision, name="desk-supervision"),
    path("supervision/over-detention/", supervision_views.over_detention, name="desk-over-detention"),
    path("supervision/coverage/", supervision_views.coverage, name="desk-coverage"),
    path("supervision/trends/", supervision_views.trends_page, name="desk-trends"),
]
