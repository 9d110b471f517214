"""The addresses of the desk."""

from __future__ import annotations

from django.urls import include, path

from lodged.desk import (
    intake_views,
    letter_views,
    load_views,
    names_views,
    outbox_views,
    record_views,
    review_views,
    views,
)

urlpatterns = [
    path("desk/", include("lodged.desk.release.urls")),
    path("desk/intake/", intake_views.receive, name="desk-intake"),
    path("desk/intake/<uuid:paper_id>/", intake_views.paper, name="desk-intake-paper"),
    path("desk/intake/<uuid:paper_id>/decide/", intake_views.decide, name="desk-intake-decide"),
    path("desk/intake/<uuid:paper_id>/document", intake_views.document, name="desk-intake-document"),
    path(
        "desk/intake/<uuid:paper_id>/page-<int:number>.png", intake_views.picture, name="desk-intake-picture"
    ),
    path("desk/intake/<uuid:paper_id>/return-slip.pdf", letter_views.paper_slip, name="desk-return-slip"),
    path("desk/stays/<uuid:stay_id>/notice-by-email/", outbox_views.notice, name="desk-notice-email"),
    path("desk/outbox/", outbox_views.outbox_page, name="desk-outbox"),
    path("desk/outbox/<uuid:dispatch_id>/", outbox_views.act, name="desk-outbox-act"),
    path("desk/stays/<uuid:stay_id>/letters/<slug:kind>.pdf", letter_views.stay_letter, name="desk-letter"),
    path("record/", record_views.held, name="record-held"),
    path("record/people/<uuid:person_id>/", record_views.person, name="record-person"),
    path("record/names/", names_views.names, name="record-names"),
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
    path("reconcile/<uuid:run_id>/review/", review_views.queue, name="review"),
    path("reconcile/<uuid:run_id>/review/<slug:pair_id>/", review_views.pair, name="review-pair"),
    path("reconcile/<uuid:run_id>/<slug:category_id>/", views.category, name="reconciliation-category"),
]
