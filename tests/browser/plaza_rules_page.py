"""A page of Chromium with the rules of the plaza as the editor loads them, and nothing else on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from playwright.sync_api import Browser, Page, Route

from kiosk.engine.plaza.findings import Finding
from tests.house.source import ROOT

ORIGIN = "http://studio.test"
SCRIPTS = ROOT / "assets/js/studio"


def rules_page(browser: Browser) -> Page:
    """`window.rules` is what assets/js/studio/rules.js exports."""
    page = browser.new_page()
    page.route(f"{ORIGIN}/**", _from_the_assets)
    page.goto(f"{ORIGIN}/")
    page.evaluate("async () => { window.rules = await import('/rules.js'); }")
    return page


def _from_the_assets(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    if name:
        route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!DOCTYPE html><title>Rules</title>", content_type="text/html")


def as_json(finding: Finding) -> dict[str, Any]:
    """As the browser says it."""
    return {**asdict(finding), "rule": finding.rule.value, "ids": list(finding.ids)}
