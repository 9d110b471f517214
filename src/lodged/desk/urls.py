"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from lodged.desk import views

urlpatterns = [
    path("reconcile/", views.reconcile, name="reconcile"),
    path("reconcile/<uuid:run_id>/", views.reconciliation, name="reconciliation"),
    path("reconcile/<uuid:run_id>/progress/", views.progress, name="reconciliation-progress"),
    path("reconcile/<uuid:run_id>/not-on-list/", views.not_on_list, name="reconciliation-not-on-list"),
    path("reconcile/<uuid:run_id>/problems/", views.problems, name="reconciliation-problems"),
    path("reconcile/<uuid:run_id>/everything.zip", views.download_all, name="reconciliation-download-all"),
    path("reconcile/<uuid:run_id>/files/<str:name>", views.download, name="reconciliation-download"),
    path("reconcile/<uuid:run_id>/<slug:category_id>/", views.category, name="reconciliation-category"),
]
