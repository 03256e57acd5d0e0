"""Streamlit's settings: real options, safe for a public screen, colours an old eye can read."""

import tomllib
from typing import Any

import pytest
from streamlit import config

from tests.house.source import ROOT

PAPER = "#FFFBF4"
INK_COLOURS = (
    "textColor",
    "primaryColor",
    "redColor",
    "orangeColor",
    "blueColor",
    "greenColor",
    "grayColor",
    "linkColor",
)


def settings() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


def known_options() -> set[str]:
    config.get_config_options()
    return set(config._config_options_template)


def unknown(written: dict[str, dict[str, Any]]) -> set[str]:
    names = {f"{section}.{option}" for section, options in written.items() for option in options}
    return names - known_options()


def test_every_option_exists_in_this_streamlit() -> None:
    assert unknown(settings()) == set()


def test_control_an_option_that_does_not_exist_is_found() -> None:
    assert unknown({"runner": {"postScriptGc": False, "postScriptGC": False}}) == {"runner.postScriptGc"}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("client.toolbarMode", "minimal"),
        ("browser.gatherUsageStats", False),
        ("server.folderWatchBlacklist", ["**/models"]),
    ],
)
def test_what_a_public_screen_needs_is_set(option: str, value: object) -> None:
    section, name = option.split(".")
    assert settings()[section][name] == value


def test_uploads_are_small() -> None:
    assert settings()["server"]["maxUploadSize"] <= 5


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", INK_COLOURS)
def test_every_text_colour_has_a_contrast_of_seven_on_paper(name: str) -> None:
    theme = settings()["theme"]
    assert theme["backgroundColor"] == PAPER
    assert contrast(theme[name], PAPER) >= 7


def test_control_the_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
