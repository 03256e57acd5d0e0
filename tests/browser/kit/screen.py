"""Every piece of the kit on one screen.

`?kind=resident` opens it as a resident's page, with the idle watch; `?broken=locked` and `?broken=bug` raise as a
service would.
"""

from datetime import UTC, datetime, timedelta

import streamlit as st

from kiosk.ui import calm, components, parts
from kiosk.ui.page import Kind, live, open_page
from kiosk.ui.session import Key
from models.refusals import DatabaseGone

kind: Kind = "resident" if st.query_params.get("kind") == "resident" else "public"
opening = open_page(kind=kind, title="The kit")
RUNS: Key[int] = Key("runs", 0)
CHOSEN: Key[int | None] = Key("chosen_quarter", None)
PRINTS: Key[int] = Key("prints", 0)
RUNS.set(RUNS.get() + 1)

broken = st.query_params.get("broken")
if broken == "bug":
    raise RuntimeError("a mistake in the code")
if broken == "locked" and RUNS.get() < 3:
    raise DatabaseGone

parts.steps(["选项目", "选时间", "留电话", "取号票"], at=1)
parts.title("选您想做的项目", under="可以选几个，时间会自动错开")

digits = components.keypad("phone", label="手机号", max_digits=11, groups=(3, 4, 4))
st.html(f'<p id="told">{digits}</p>')
code = components.scanned_code()
SCANS: Key[tuple[str, ...]] = Key("scans", ())
if code:
    SCANS.set((*SCANS.get(), code))
st.html(f'<p id="scanned">{" ".join(SCANS.get())}</p>')

st.text_input("称呼", key="name")

with st.container(key="services"):
    lines = (("schedule", "约 3 分钟"), ("backpack", "请带上医保卡"))
    for key, name, icon, tone, state, more in (
        ("pressure", "血压、血糖测量", "blood_pressure", "jade", "还有 12 个名额", True),
        ("ears", "耳穴压豆、针灸", "hearing", "jade", "还有 3 个名额", True),
        ("knives", "免费磨剪子磨菜刀", "content_cut", "indigo", "还有 20 个名额", True),
        ("milk", "豆浆热饮区", "local_cafe", "amber", "已约满", False),
    ):
        parts.service_tile(parts.Tile(key, name, icon, tone, state, lines, more))  # type: ignore[arg-type]

START = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
quarters = [parts.Quarter(n, START + timedelta(minutes=15 * n), left=(n * 3) % 5, clashes=n == 6) for n in range(1, 17)]
tapped = parts.quarter_hours(quarters, chosen=CHOSEN.get(), zone="Asia/Shanghai")
if tapped is not None:
    CHOSEN.set(tapped)
    st.rerun()

parts.big_number("B012", caption="您的号码")
for tone in ("info", "good", "warm", "stop"):
    calm.notice("09:30 刚刚约满。09:45 还有 2 个名额。", tone=tone)


@live()
def counter(_opening: object) -> None:
    """A part that runs alone."""
    presses: Key[int] = Key("presses", 0)
    if st.button("再来一次", key="again"):
        presses.set(presses.get() + 1)
    st.html(f'<p id="presses">{presses.get()}</p>')


counter(opening)

pressed = parts.action_bar(back="返回", also="跳过", main="下一步")
if pressed.also:
    PRINTS.set(PRINTS.get() + 1)
components.print_page("/house/0/icons/seal.svg", press=PRINTS.get())
st.html(f'<p id="pressed">{pressed.back} {pressed.also} {pressed.main}</p>')
