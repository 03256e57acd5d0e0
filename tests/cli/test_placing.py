"""`layout` and `assign` as other programs use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import CHINESE, kiosk, new, one_sentence

PLAN: dict[str, Any] = {
    "plaza": {"width_cm": 2000, "depth_cm": 1500, "grid_cm": 50},
    "entrances": [{"x_cm": 0, "y_cm": 700}],
    "obstacles": [{"kind": "fire_lane", "x_cm": 0, "y_cm": 0, "width_cm": 2000, "depth_cm": 400}],
    "outlets": [{"x_cm": 0, "y_cm": 1500}],
    "rules": {"booth_gap_cm": 100, "lead_max_cm": 1000, "lead_weight": 5},
    "booths": [
        {"id": "A", "width_cm": 300, "depth_cm": 300, "rotatable": False, "needs_power": True, "arrivals": 20},
        {"id": "B", "width_cm": 300, "depth_cm": 600, "rotatable": True, "needs_power": False, "arrivals": 5},
        {"id": "磨刀", "width_cm": 300, "depth_cm": 300, "rotatable": False, "needs_power": False, "arrivals": 9,
         "pinned": {"x_cm": 1630, "y_cm": 1200, "rotation_deg": 0}},
    ],
    "flows": [{"a": "A", "b": "B", "visitors": 12}],
    "separations": [{"a": "A", "b": "磨刀", "min_cm": 1000}],
}  # fmt: skip
QAP = "3\n0 1 2\n1 0 3\n2 3 0\n\n0 5 1\n5 0 2\n1 2 0\n"


def changed(path: str, value: Any) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(json.dumps(PLAN))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = plan
    for step in way:
        inner = inner[step]
    inner[last] = value
    return plan


def layout(folder: Path, plan: Any, **environment: str) -> Any:
    (folder / "plan.json").write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
    arguments = ("layout", folder / "plan.json", "--seconds", "0.3", "--out", folder / "layout.json")
    return kiosk(*arguments, DATABASE_URL=new(folder), **environment)


def test_a_layout_is_written_as_the_contract_says(tmp_path: Path) -> None:
    answer = layout(tmp_path, PLAN)

    assert answer.returncode == 0, answer.stderr
    written = json.loads((tmp_path / "layout.json").read_text(encoding="utf-8"))
    assert [booth["id"] for booth in written["booths"]] == ["A", "B", "磨刀"]
    assert written["booths"][2] == {"id": "磨刀", "x_cm": 1630, "y_cm": 1200, "rotation_deg": 0}
    assert {booth["rotation_deg"] for booth in written["booths"]} <= {0, 90}
    assert written["cost_m"] > 0
    assert written["seconds"] > 0
    assert not (tmp_path / "kiosk.sqlite3").exists()


@pytest.mark.parametrize(("language", "rule"), [({}, "apart from each other"), (CHINESE, "互相隔开")])
def test_what_cannot_be_kept_together_is_1_and_named(tmp_path: Path, language: dict[str, str], rule: str) -> None:
    answer = layout(tmp_path, changed("separations.0.min_cm", 3400), **language)

    assert answer.returncode == 1
    assert one_sentence(answer)
    assert f"{rule} (A–磨刀)" in answer.stderr
    assert not (tmp_path / "layout.json").exists()


@pytest.mark.parametrize(
    ("plan", "path"),
    [
        ('{"plaza":', "Invalid JSON"),
        ("[]", "Input should be an object"),
        ({k: v for k, v in PLAN.items() if k != "rules"}, "rules: Field required"),
        (changed("plaza.grid_cm", 0), "plaza.grid_cm: "),
        (changed("booths", []), "booths: "),
        (changed("booths.1.width_cm", -5), "booths.1.width_cm: "),
        (changed("booths.1.width_cm", 300.5), "booths.1.width_cm: "),
        (changed("booths.1.depth_cm", 90_000), "booths.1.depth_cm: booth 'B' is larger than the plaza"),
        (changed("booths.1.id", "A"), "booths.1.id: 'A' is there twice"),
        (changed("booths.0.arrivals", "many"), "booths.0.arrivals: "),
        (changed("booths.2.pinned.rotation_deg", 45), "booths.2.pinned.rotation_deg: "),
        (changed("flows.0.b", "Z"), "flows.0.b: there is no booth 'Z'"),
        (changed("separations.0.a", "X"), "separations.0.a: there is no booth 'X'"),
        (changed("flows.0.b", "A"), "flows.0.b: the same booth as a"),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_2_with_the_path_of_the_field(tmp_path: Path, plan: Any, path: str) -> None:
    answer = layout(tmp_path, plan)

    assert answer.returncode == 2
    assert one_sentence(answer)
    assert path in answer.stderr


def test_assign_prints_the_cost_and_the_permutation(tmp_path: Path) -> None:
    (tmp_path / "qap.txt").write_text(QAP)

    answer = kiosk("assign", tmp_path / "qap.txt", "--seconds", "0.1", DATABASE_URL=new(tmp_path))

    assert answer.returncode == 0, answer.stderr
    cost, permutation = answer.stdout.splitlines()
    assert cost == "cost 24"
    assert permutation.split()[0] == "permutation"
    assert sorted(permutation.split()[1:]) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "first number"), ("3\n0 1", "two matrices of 9"), ("two", "not a whole number"), ("0", "first number")],
)
def test_a_wrong_assignment_file_is_2(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "qap.txt").write_text(text)

    answer = kiosk("assign", tmp_path / "qap.txt", "--seconds", "0.1", DATABASE_URL=new(tmp_path))

    assert answer.returncode == 2
    assert one_sentence(answer)
    assert said in answer.stderr
