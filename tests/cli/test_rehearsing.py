"""`rehearse` as other programs use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import CHINESE, kiosk, new, one_sentence

DAY: dict[str, Any] = {
    "minutes": 240,
    "warm_up_minutes": 0,
    "walk_minutes": 1.0,
    "booths": [
        {"id": "A", "stations": 2, "service": {"distribution": "lognormal", "mean_minutes": 3, "cv": 0.35}},
        {"id": "磨刀", "stations": [[0, 1], [60, 2]], "units": 30,
         "service": {"distribution": "exponential", "mean_minutes": 5, "cv": 1}},
        {"id": "C", "stations": 1, "service": {"distribution": "constant", "mean_minutes": 2, "cv": 0}, "units": None},
    ],
    "arrivals": {"kind": "count", "people": 100, "profile": [[0, 20, 0.3], [20, 240, 0.7]]},
    "visits": {"each": 2},
    "bookings": [{"booth": "A", "at_minute": 15, "count": 4}],
    "no_show": 0.2,
    "closing": "finish",
}  # fmt: skip


def changed(path: str, value: Any) -> dict[str, Any]:
    day: dict[str, Any] = json.loads(json.dumps(DAY))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = day
    for step in way:
        inner = inner[step]
    inner[last] = value
    return day


def rehearse(folder: Path, day: Any, *more: object, days: int = 4, **environment: str) -> Any:
    (folder / "day.json").write_text(day if isinstance(day, str) else json.dumps(day), encoding="utf-8")
    arguments = ("rehearse", folder / "day.json", "--days", days, "--out", folder / "result.json", *more)
    return kiosk(*arguments, DATABASE_URL=new(folder), **environment)


def result(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return found


def test_a_result_is_written_as_the_contract_says(tmp_path: Path) -> None:
    answer = rehearse(tmp_path, DAY)

    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    found = result(tmp_path)
    assert found["days"] == 4
    assert found["seconds"] > 0
    assert set(found["visit_minutes"]) == {"mean", "p50", "p90"}
    assert [booth["id"] for booth in found["booths"]] == ["A", "磨刀", "C"]
    for booth in found["booths"]:
        assert set(booth) == {
            "id", "wait_minutes", "served", "unserved", "queue", "utilisation", "probability_of_waiting"
        }  # fmt: skip
        assert set(booth["wait_minutes"]) == {"mean", "p50", "p90", "mean_ci95"}
        assert set(booth["queue"]) == {"mean", "p90", "max"}
        assert booth["wait_minutes"]["mean_ci95"][0] <= booth["wait_minutes"]["mean"]
    assert found["booths"][1]["served"] <= 30
    assert not (tmp_path / "kiosk.sqlite3").exists()


def test_a_seed_gives_the_same_days_again(tmp_path: Path) -> None:
    found = []
    for seed in (7, 7, 8):
        rehearse(tmp_path, DAY, "--seed", seed)
        found.append(result(tmp_path)["booths"])

    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("arrivals", {"kind": "poisson", "per_hour": 30}),
        ("arrivals", {"kind": "poisson", "per_hour": 0}),
        ("arrivals.people", 0),
        ("visits", {"weights": {"A": 0.7, "C": 0.3}, "each": 2}),
        ("visits", {"plans": [["A", "C"], ["磨刀"], []]}),
        ("bookings", []),
        ("closing", "stop"),
        ("no_show", 1),
        ("booths.0.stations", 0),
        ("booths.0.units", 0),
    ],
)
def test_every_kind_of_day_can_be_rehearsed(tmp_path: Path, path: str, value: Any) -> None:
    answer = rehearse(tmp_path, changed(path, value), days=1)

    assert answer.returncode == 0, answer.stderr
    assert len(result(tmp_path)["booths"]) == 3


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("minutes", 0, "minutes"),
        ("minutes", "long", "minutes"),
        ("warm_up_minutes", 240, "warm_up_minutes"),
        ("booths", [], "booths"),
        ("booths.1.id", "A", "booths.1.id"),
        ("booths.1.stations", -1, "booths.1.stations"),
        ("booths.1.stations", True, "booths.1.stations"),
        ("booths.1.stations", [[0, 1], [60, -2]], "booths.1.stations.1.1"),
        ("booths.1.service.mean_minutes", 0, "booths.1.service.mean_minutes"),
        ("booths.1.service.cv", -1, "booths.1.service.cv"),
        ("booths.1.service.distribution", "weibull", "booths.1.service.distribution"),
        ("booths.2.units", -3, "booths.2.units"),
        ("arrivals.kind", "flood", "arrivals"),
        ("arrivals.people", -1, "arrivals.count.people"),
        ("arrivals.profile", [[0, 500, 1]], "arrivals.profile.0"),
        ("arrivals.profile", [[0, 20, 0]], "arrivals.profile"),
        ("visits.each", 4, "visits.each"),
        ("visits", {"weights": {"Z": 1}, "each": 1}, "visits.weights.Z"),
        ("visits", {"plans": [["A"], ["C", "Z"]]}, "visits.plans.1.1"),
        ("bookings.0.booth", "Z", "bookings.0.booth"),
        ("bookings.0.at_minute", 300, "bookings.0.at_minute"),
        ("bookings.0.count", -1, "bookings.0.count"),
        ("no_show", 1.5, "no_show"),
        ("closing", "whenever", "closing"),
    ],
)
def test_a_wrong_field_is_named_with_its_path(tmp_path: Path, path: str, value: Any, said: str) -> None:
    answer = rehearse(tmp_path, changed(path, value))

    assert answer.returncode == 2
    assert f"{said}:" in answer.stderr
    assert one_sentence(answer)
    assert not (tmp_path / "result.json").exists()


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    answer = rehearse(tmp_path, "{minutes")

    assert answer.returncode == 2
    assert one_sentence(answer)


@pytest.mark.parametrize(("language", "said"), [({}, "ask for at most"), (CHINESE, "最多")])
def test_more_than_fits_into_memory_is_refused_at_once(tmp_path: Path, language: dict[str, str], said: str) -> None:
    answer = rehearse(tmp_path, changed("arrivals.people", 900_000), days=1000, **language)

    assert answer.returncode == 1
    assert said in answer.stderr
    assert one_sentence(answer)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "day.json").write_text(json.dumps(DAY), encoding="utf-8")

    answer = kiosk("rehearse", tmp_path / "day.json", "--days", 1, "--out", tmp_path / "no" / "such" / "folder.json")

    assert answer.returncode == 1
    assert one_sentence(answer)
