"""Proposals, kept layouts and the picture under the plan in a browser, below the plan they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kiosk.store import Database
from tests.browser.conftest import Looker, Server, Size, run_over
from tests.browser.studio_walk import NOW, Studio, eventually
from tests.factories import BoothPlan, make_market
from tests.house.source import ROOT
from tests.services.test_proposals import LONGEST_WAIT_SECONDS

LETTERS = "ABC"
FOUND_MS = LONGEST_WAIT_SECONDS * 1000


@pytest.fixture
def studio(tmp_path: Path, sqlite_template: Path, looker: Looker) -> Iterator[Studio]:
    """A house of its own with one market of three booths."""
    database = tmp_path / "house.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    server = Server(
        ROOT / "streamlit_app.py", tmp_path / "house.log", {"DATABASE_URL": f"sqlite:///{database}", "KIOSK_NOW": NOW}
    )
    with closing(Database(f"sqlite:///{database}")) as db:
        made = make_market(db, *(BoothPlan(letter) for letter in LETTERS), expected_visitors=60)
        yield Studio(server.start(), db, made, looker)
    server.stop()


def everywhere(studio: Studio) -> list[object]:
    return [studio.stored(letter) for letter in LETTERS]


@pytest.mark.parametrize(("lang", "size"), [("zh-CN", "wide"), ("en", "tablet")])
def test_a_proposal_is_found_used_compared_and_taken_back(
    studio: Studio, lang: str, size: Size, violations: Callable[[Page], list[str]]
) -> None:
    page = studio.open(lang=lang, size=size)
    before = everywhere(studio)

    with run_over(page):
        page.locator(".st-key-propose button").click()
    expect(page.locator(".st-key-stop_proposals button").or_(page.locator(".st-key-proposal_3"))).to_be_visible()
    expect(page.locator(".st-key-proposal_3 .layout-plan img")).to_be_visible(timeout=FOUND_MS)
    assert violations(page) == []

    page.locator(".st-key-use_short_walks button").click()
    eventually(page, lambda: everywhere(studio) != before, wanted=True)
    page.locator('[class*="st-key-compare_"] button').first.click()
    expect(page.locator(".st-key-snapshot_kept .layout-plan img")).to_be_visible()
    assert violations(page) == []
    page.locator(".st-key-restore button").click()
    eventually(page, lambda: everywhere(studio), before)


def test_a_picture_lies_under_the_plan_and_no_other_file_does(studio: Studio, tmp_path: Path) -> None:
    page = studio.open()
    photo, other = tmp_path / "plaza.png", tmp_path / "other.png"
    out = BytesIO()
    Image.new("RGB", (400, 250), "#88aa66").save(out, "PNG")
    photo.write_bytes(out.getvalue())
    other.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    page.locator(".st-key-backdrop input[type=file]").set_input_files(other)
    expect(page.locator(".st-key-organiser_said .notice")).to_be_visible()
    assert studio.view().backdrop is None
    page.locator(".st-key-backdrop input[type=file]").set_input_files(photo)

    eventually(page, lambda: studio.view().backdrop is not None, wanted=True)
    expect(page.locator(".studio image").first).to_be_attached()
