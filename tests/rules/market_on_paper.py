"""Markets to print, as services hand them out, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from string import ascii_uppercase

from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.scene import SceneBooth
from kiosk.services.organising.sheets import SheetBooth, SheetData
from kiosk.services.plan import Plan, PlanBooth, PlanFixture, fixture_at
from kiosk.services.views import MarketCard, Words
from models.enums import FairOrder, FixtureKind, MarketPhase, MarketState, Pledge, Zone

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
VOLUNTEER = "张三丰"
LONG = "很长的名字" * 2000
EMOJI = "豆浆☕😀 hot 🥛"
ZONES = (Zone.HEALTH, Zone.HANDY, Zone.FUN)

CARD = MarketCard(
    id=1,
    name=Words("益路向阳公益市集", "Sunny side market"),
    community=Words("向阳社区", "Xiangyang"),
    hall=Words("党群服务中心门口", "In front of the service centre"),
    day=date(2026, 11, 19),
    opens_at=datetime(2026, 11, 19, 1, 0, tzinfo=UTC),
    closes_at=datetime(2026, 11, 19, 4, 0, tzinfo=UTC),
    time_zone="Asia/Shanghai",
    state=MarketState.PUBLISHED,
    phase=MarketPhase.UPCOMING,
    cancel_reason="",
    revision=7,
    fair_order=FairOrder.BOOKED_FIRST,
    longest_wait_minutes=60,
)


def fixture(kind: FixtureKind, *box: int, name: str = "", name_en: str = "", amps: int | None = None) -> PlanFixture:
    x_cm, y_cm, width_cm, depth_cm = (*box, 0, 0)[:4]
    there = f"f{kind}{x_cm}-{y_cm}"
    said = Words(name, name_en)
    return fixture_at(kind, x_cm=x_cm, y_cm=y_cm, width_cm=width_cm, depth_cm=depth_cm, amps=amps, name=said, id=there)


FIXTURES = (
    fixture(FixtureKind.WALL, 600, 2450, 2800, 50, name="党群服务中心", name_en="Service centre"),
    fixture(FixtureKind.STEPS, 1800, 2250, 400, 200, name="台阶", name_en="Steps"),
    fixture(FixtureKind.NO_GO, 2200, 2300, 250, 150, name="无障碍坡道", name_en="Wheelchair ramp"),
    fixture(FixtureKind.ENTRANCE, 1850, 0, 300, 50, name="南入口", name_en="South entrance"),
    fixture(FixtureKind.ENTRANCE, 3950, 1400, 50, 300, name="东入口", name_en="East entrance"),
    fixture(FixtureKind.FIRE_LANE, 0, 300, 4000, 400, name="消防车道", name_en="Fire lane"),
    fixture(FixtureKind.HYDRANT, 150, 750, name="消火栓", name_en="Hydrant"),
    fixture(FixtureKind.TREE, 400, 100, 100, 100, name="银杏", name_en="Ginkgo"),
    fixture(FixtureKind.SEATS, 50, 1400, 50, 300, name="长椅", name_en="Bench"),
    fixture(FixtureKind.SHADE, 2250, 850, 500, 300, name="凉亭", name_en="Pavilion"),
    fixture(FixtureKind.PITCH, 2900, 1400, 300, 300),
    fixture(FixtureKind.OUTLET, 1400, 2450, name="外墙西插座", name_en="Outlet, west wall", amps=16),
    fixture(FixtureKind.TAP, 450, 800, name="绿化水龙头", name_en="Garden tap"),
)


def booth(letter: str, x_cm: int, y_cm: int, **more: object) -> SheetBooth:
    """Three metres by three, facing south, or what `more` says: fields of the scene's booth, or of the sheet's."""
    of_the_sheet = {"partner", "pledge", "price_note", "bring", "stations", "volunteers"}
    name, zone = more.pop("name", Words(f"项目{letter}", f"Service {letter}")), more.pop("zone", Zone.HEALTH)
    usual = {"width_cm": 300, "depth_cm": 300}
    scene = usual | {key: value for key, value in more.items() if key not in of_the_sheet}
    at = SceneBooth(f"b{letter}", letter, x_cm, y_cm, **scene)  # type: ignore[arg-type]
    plain = SheetBooth(
        drawn=PlanBooth(at, zone, name),  # type: ignore[arg-type]
        partner=Words("第二康复医院", "Second Hospital"),
        pledge=Pledge.FREE,
        price_note="",
        bring=Words("请挽起袖子。", "Please roll up your sleeve."),
        stations=1,
        volunteers=(VOLUNTEER,),
    )
    sheet = {key: value for key, value in more.items() if key in of_the_sheet}
    return replace(plain, **sheet)  # type: ignore[arg-type]


BOOTHS = (
    booth("A", 300, 1950, name=Words("量血压", "Blood pressure"), queue_people=9, stations=2),
    booth("B", 700, 1950, name=Words("测血糖", "Blood sugar"), queue_people=4),
    booth("C", 1100, 1950, name=Words("心电图", "ECG"), width_cm=600, needs_power=True),
    booth("F", 3600, 850, name=Words("磨剪子磨菜刀", "Knife sharpening"), zone=Zone.HANDY, rotation_deg=180),
    booth("H", 500, 850, name=Words("豆浆热饮", "Hot soy milk"), zone=Zone.FUN, rotation_deg=90, needs_water=True),
)


def market(*booths: SheetBooth, fixtures: tuple[PlanFixture, ...] = FIXTURES, **more: object) -> SheetData:
    """The market on its plaza of 40 × 25 m, or what `more` says: fields of the plan, or of the data."""
    size = {"width_cm": more.pop("width_cm", 4000), "depth_cm": more.pop("depth_cm", 2500)}
    plan = Plan(fixtures=fixtures, booths=tuple(each.drawn for each in booths), **size)  # type: ignore[arg-type]
    data = SheetData(CARD, Words("中心广场", "Central plaza"), plan, Limits(), "7F3A", booths)
    return replace(data, **more)  # type: ignore[arg-type]


USUAL = market(*BOOTHS)


def full(name: Words) -> SheetData:
    """Twenty-six booths of this name, in rows, some of them turned."""
    booths = [
        booth(
            letter,
            150 + 430 * (place % 9),
            450 + 800 * (place // 9),
            name=name,
            partner=name,
            bring=name,
            zone=ZONES[place % 3],
            rotation_deg=90 * (place % 4),
            queue_people=place,
            volunteers=(name.zh,) * 3,
        )
        for place, letter in enumerate(ascii_uppercase)
    ]
    return market(*booths, card=replace(CARD, name=name, hall=name), plaza=name)


STRANGE = {
    "usual": USUAL,
    "nothing at all": market(fixtures=()),
    "no booths": market(),
    "long names": full(Words(LONG, LONG)),
    "emoji": full(Words(EMOJI, EMOJI)),
    "English names only": full(Words("Scissors and knife sharpening for everybody", "")),
    "one long word": full(Words("Donaudampfschifffahrtsgesellschaft" * 20, "")),
    "no names": full(Words("", "")),
    "a narrow lane": market(
        booth("A", 100, 500), booth("B", 100, 9000, rotation_deg=270),
        fixtures=(fixture(FixtureKind.ENTRANCE, 200, 0, 100, 0, name="南口", name_en="South gate of the narrow lane"),
                  fixture(FixtureKind.ENTRANCE, 0, 5000, 0, 100, name="西口", name_en="West gate of the narrow lane")),
        width_cm=500, depth_cm=10_000,
    ),
    "a long street": market(booth("A", 100, 100), fixtures=(), width_cm=10_000, depth_cm=500),
    "the largest plaza": market(booth("A", 0, 0), width_cm=100_000, depth_cm=100_000),
    "the smallest plaza": market(booth("A", 0, 0), fixtures=(), width_cm=100, depth_cm=100),
    "a booth far outside": market(booth("A", -5000, 9000), booth("B", 100, 100, width_cm=20_000)),
}  # fmt: skip
"""Markets that real people will type one day."""
