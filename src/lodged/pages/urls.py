"""The addresses of the desk."""

from __future__ import annotations

from django.urls import include, path

from lodged.pages.directory import views as directory_views
from lodged.pages.intake import views as intake_views
from lodged.pages.letters import views as letters_views
from lodged.pages.loads import views as loads_views
from lodged.pages.names import views as names_views
from lodged.pages.notices import views as notices_views
from lodged.pages.profiles import views as profiles_views
from lodged.pages.reconcile import views as reconcile_views
from lodged.pages.record import views as record_views
from lodged.pages.review import views as review_views
from lodged.pages.search import views as search_views
from lodged.pages.start import views as start_views

urlpatterns = [
    path("desk/", include("lodged.pages.board.urls")),
    path("desk/intake/", intake_views.receive, name="desk-intake"),
    path("desk/intake/<uuid:paper_id>/", intake_views.paper, name="desk-intake-paper"),
    path("desk/intake/<uuid:paper_id>/decide/", intake_views.decide, name="desk-intake-decide"),
    path("desk/intake/<uuid:paper_id>/document", intake_views.document, name="desk-intake-document"),
    path(
        "desk/intake/<uuid:paper_id>/page-<int:number>.png", intake_views.picture, name="desk-intake-picture"
    ),
    path("desk/intake/<uuid:paper_id>/return-slip.pdf", letters_views.paper_slip, name="desk-return-slip"),
    path("desk/stays/<uuid:stay_id>/notice-by-email/", notices_views.notice, name="desk-notice-email"),
    path("desk/outbox/", notices_views.outbox_page, name="desk-outbox"),
    path("desk/outbox/<uuid:dispatch_id>/", notices_views.act, name="desk-outbox-act"),
    path("desk/stays/<uuid:stay_id>/letters/<slug:kind>.pdf", letters_views.stay_letter, name="desk-letter"),
    path("start/", start_views.start, name="start"),
    path("questions/", start_views.questions, name="questions"),
    path("administration/", start_views.administration, name="administration"),
    path("directory/", directory_views.offices, name="directory"),
    path("directory/add/", directory_views.add, name="directory-add"),
    path("directory/victim-line/", directory_views.victim_line, name="directory-victim-line"),
    path("directory/<uuid:contact_id>/", directory_views.change, name="directory-change"),
    path("directory/<uuid:contact_id>/retire/", directory_views.retire, name="directory-retire"),
    path("search/", search_views.find, name="search"),
    path("record/", record_views.held, name="record-held"),
    path("record/people/<uuid:person_id>/", record_views.person, name="record-person"),
    path("record/names/", names_views.names, name="record-names"),
    path("record/return/", record_views.county_return, name="record-return"),
    path("record/load/", loads_views.load, name="record-load"),
    path("record/load/apply/", loads_views.record_load, name="record-load-apply"),
    path("layouts/", profiles_views.layouts, name="layouts"),
    path("layouts/draft/", profiles_views.draft, name="layout-draft"),
    path("layouts/draft/put-aside/", profiles_views.put_aside, name="layout-put-aside"),
    path("layouts/<str:name>.yaml", profiles_views.download, name="layout-download"),
    path("layouts/<str:name>/remove/", profiles_views.remove, name="layout-remove"),
    path("reconcile/", reconcile_views.reconcile, name="reconcile"),
    path("reconcile/<uuid:run_id>/", reconcile_views.reconciliation, name="reconciliation"),
    path("reconcile/<uuid:run_id>/progress/", reconcile_views.progress, name="reconciliation-progress"),
    path(
        "reconcile/<uuid:run_id>/not-on-list/", reconcile_views.not_on_list, name="reconciliation-not-on-list"
    ),
    path("reconcile/<uuid:run_id>/problems/", reconcile_views.problems, name="reconciliation-problems"),
    path(
        "reconcile/<uuid:run_id>/everything.zip",
        reconcile_views.download_all,
        name="reconciliation-download-all",
    ),
    path(
        "reconcile/<uuid:run_id>/files/<str:name>", reconcile_views.download, name="reconciliation-download"
    ),
    path("reconcile/<uuid:run_id>/review/", review_views.queue, name="review"),
    path("reconcile/<uuid:run_id>/review/<slug:pair_id>/", review_views.pair, name="review-pair"),
    path(
        "reconcile/<uuid:run_id>/<slug:category_id>/",
        reconcile_views.category,
        name="reconciliation-category",
    ),
]
