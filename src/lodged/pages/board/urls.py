"""The addresses of the release desk."""

from __future__ import annotations

from django.urls import path

from lodged.pages.board import views as board_views
from lodged.pages.booking import views as booking_views
from lodged.pages.shift import views as shift_views
from lodged.pages.steps import views as steps_views
from lodged.pages.steps.all_steps import STEPS
from lodged.pages.supervision import views as supervision_views

_STEPS = [
    path(f"stays/<uuid:stay_id>/{slug}/", steps_views.step_view(step), name=f"desk-step-{slug}")
    for slug, step in STEPS.items()
]

urlpatterns = [
    path("", board_views.desk, name="desk"),
    path("book/", booking_views.book, name="desk-book"),
    path("stays/<uuid:stay_id>/", board_views.stay_file, name="desk-stay"),
    *_STEPS,
    path("wall/", shift_views.wall, name="desk-wall"),
    path("shift/", shift_views.shift_sheet, name="desk-shift"),
    path("card/", shift_views.card, name="desk-card"),
    path("supervision/", supervision_views.supervision, name="desk-supervision"),
    path("supervision/over-detention/", supervision_views.over_detention, name="desk-over-detention"),
    path("supervision/coverage/", supervision_views.coverage, name="desk-coverage"),
    path("supervision/trends/", supervision_views.trends_page, name="desk-trends"),
]
