"""The addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from lodged.pages.claims import views as claims_views
from lodged.pages.figures import views as figures_views
from lodged.pages.home import views as home_views
from lodged.pages.law import views as law_views

urlpatterns = [
    path("", home_views.home, name="home"),
    path("law/", law_views.law, name="law"),
    path("law/what-if/", law_views.what_if, name="law-what-if"),
    path("law/<slug:jurisdiction>/", law_views.rulebook, name="rulebook"),
    path("figures/", figures_views.figures, name="figures"),
    path("figures/maps/", figures_views.page, {"page": "maps"}, name="figures-maps"),
    path("figures/data/", figures_views.page, {"page": "data"}, name="figures-data"),
    path("figures/method/", figures_views.page, {"page": "method"}, name="figures-method"),
    path("figures/embed/<slug:table_id>/", figures_views.embed, name="figure-embed"),
    path("figures/files/<path:path>", figures_views.file, name="published-file"),
    path("figures/<slug:figure_id>/", figures_views.figure, name="figure"),
    path("claims/", claims_views.claims, name="claims"),
    path("claims/<slug:claim_id>/", claims_views.claim, name="claim"),
    path("health/", home_views.health, name="health"),
]
