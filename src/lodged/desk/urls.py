"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from lodged.desk import load_views, record_views, views

urlpatterns = [
    path("record/", record_views.held, name="record-held"),
    path("record/people/<uuid:person_id>/", record_views.person, name="record-person"),
    path("record/return/", record_views.county_return, name="record-return"),
    path("record/load/", load_views.load, name="record-load"),
    path("record/load/apply/", load_views.record_load, name="record-load-apply"),
    path("reconcile/", views.reconcile, name="reconcile"),
    path("reconcile/<uuid:run_id>/", views.reconciliation, name="reconciliation"),
    path("reconcile/<uuid:run_id>/progress/", views.progress, name="reconciliation-progress"),
    path("reconcile/<uuid:run_id>/not-on-list/", views.not_on_list, name="reconciliation-not-on-list"),
    path("reconcile/<uuid:run_id>/problems/", views.problems, name="reconciliation-problems"),
    path("reconcile/<uuid:run_id>/everything.zip", views.download_all, name="reconciliation-download-all"),
    path("reconcile/<uuid:run_id>/files/<str:name>", views.download, name="reconciliation-download"),
    path("reconcile/<uuid:run_id>/<slug:category_id>/", views.category, name="reconciliation-category"),
]
