"""The pages of figures: the same bodies as the static site, from the same document, within this instance's frame."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath
from typing import Concatenate, ParamSpec

from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from lodged.pages.figures.published import drawn, published
from lodged.publication.edition import PublicationError
from lodged.publication.pages import Drawn, Page

KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
"""The files of a publication that are given out, by ending."""
FRAMED_ANYWHERE = {"frame-ancestors": ["*"]}
Parameters = ParamSpec("Parameters")
_log = logging.getLogger(__name__)


def readable(
    view: Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]:
    """Return a view that says it, with status 503, where what is published here is damaged."""

    @wraps(view)
    def answered(
        request: HttpRequest, /, *args: Parameters.args, **values: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **values)
        except PublicationError as error:
            _log.error("%s", error)
            context = {"folder": settings.CONFIGURATION.published_dir}
            return render(request, "public/damaged.html", context, status=503)

    return answered


@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """List every figure, with its value and definition."""
    return show(request, "home", lambda pages: pages.page("home"))


@require_safe
def page(request: HttpRequest, page: str) -> HttpResponseBase:
    """Show the maps, the data or the method."""
    return show(request, page, lambda pages: pages.page(page))


@require_safe
def figure(request: HttpRequest, figure_id: str) -> HttpResponseBase:
    """Show a figure with its definition, tables and charts."""
    return show(request, "figure", lambda pages: pages.figure(figure_id))


@require_safe
@xframe_options_exempt
@csp_replace(FRAMED_ANYWHERE)  # type: ignore[arg-type]
@readable
def embed(request: HttpRequest, table_id: str) -> HttpResponseBase:
    """Show a chart alone, to be framed by anyone's page."""
    pages = drawn(request)
    if pages is None:
        raise Http404(NOTHING)
    try:
        return HttpResponse(pages.embed(table_id))
    except KeyError as error:
        raise Http404(f"No chart of [{table_id}] is published here.") from error


@require_safe
@readable
def file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a file of the publication."""
    parts = PurePosixPath(path)
    folder = settings.CONFIGURATION.published_dir
    wanted = (folder / parts).resolve()
    known = parts.suffix in KINDS and wanted.is_relative_to(folder.resolve()) and wanted.is_file()
    if published() is None or not known:
        raise Http404(f"[{path}] is no file of what is published here.")
    return FileResponse(wanted.open("rb"), content_type=KINDS[parts.suffix])


NOTHING = "Nothing is published here yet."


@readable
def show(request: HttpRequest, here: str, draw: Callable[[Drawn], Page]) -> HttpResponseBase:
    """Draw a body and put it into the frame; where nothing is published, say how it is done."""
    pages = drawn(request)
    if pages is None:
        return render(request, "public/unpublished.html", {"folder": settings.CONFIGURATION.published_dir})
    try:
        drawn_page = draw(pages)
    except KeyError as error:
        raise Http404(f"[{error.args[0]}] is not published here. See the list of figures.") from error
    words = pages.words
    context = {
        "title": drawn_page.title,
        "body": drawn_page.body,
        "language": words.language.value,
        "synthetic": words("synthetic") if pages.document.synthetic else "",
        "label": words("nav.label"),
        "places": [
            (words(f"nav.{name}"), pages.link.page(name), name == here)
            for name in ("home", "maps", "claims", "data", "method")
        ],
        "other": (words("language.other"), pages.link.other_language()),
    }
    return render(request, "public/published.html", context)
