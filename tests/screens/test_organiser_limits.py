"""The community's page: its limits for the rules of the plaza, each with its usual value and where that comes from."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.engine.plaza.limits import RANGES, Limits
from kiosk.i18n import LANGUAGES
from kiosk.ui import words
from kiosk.ui.organiser.limits_form import LIMITS, limit_fields
from models.places import Community
from tests.factories import BoothPlan
from tests.screens.conftest import Screens
from tests.screens.organiser_office import office, shown

A = BoothPlan("A")


def field_key(name: str, mount: int = 0) -> str:
    return f"form_community_{mount}_{name}"


def errors(screen: AppTest) -> list[str]:
    return [each.proto.body for each in screen.get("html") if "field-error" in each.proto.body]


def limits_in(screens: Screens) -> dict[str, int]:
    with screens.db.reading() as session:
        return dict(session.get_one(Community, 1).layout_limits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_says_its_usual_value_and_its_source(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "lang", lambda: language)
    fields = {field.name: field for field in limit_fields()}

    assert set(fields) == set(RANGES) == set(LIMITS)
    for name, field in fields.items():
        usual = str(getattr(Limits(), name))
        assert usual in field.note
        assert len(field.note) > len(usual) + 6
        assert len({each.label for each in fields.values()}) == len(fields)


def test_an_own_limit_is_saved_and_one_beyond_its_range_is_refused_at_its_field(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.open("organiser-community")
    assert "场地规则" in shown(screen)
    assert screen.number_input(key=field_key("passage_cm")).value == 120
    screen.number_input(key=field_key("passage_cm")).set_value(20).run()

    desk.press(screen, "bar_main_community")
    assert ["80–600" in each for each in errors(screen)] == [True]
    assert limits_in(screens) == {}

    screen.number_input(key=field_key("passage_cm")).set_value(180).run()
    desk.press(screen, "bar_main_community")
    assert errors(screen) == []
    assert limits_in(screens) == {"passage_cm": 180}
