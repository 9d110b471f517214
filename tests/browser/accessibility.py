"""What every page must pass, asserted from any browser test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands, with the places."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "standard => axe.run({runOnly: {type: 'tag', values: standard}})", STANDARD
    )
    return [
        {
            "rule": found["id"],
            "impact": found["impact"],
            "where": [node["html"][:200] for node in found["nodes"][:5]],
        }
        for found in result["violations"]
    ]


def assert_accessible(page: Page) -> None:
    """Axe finds nothing, and the page doesn't scroll sideways."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        "the page scrolls sideways"
    )
