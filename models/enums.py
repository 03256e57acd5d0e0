"""The closed lists of the model. Values are what the HTTP surface and the database show."""

from enum import StrEnum


class Role(StrEnum):
    """Who acts. SYSTEM is the kiosk itself, for example when a grace time has run out."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    ORGANISER = "organiser"
    SYSTEM = "system"


class MarketState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MarketPhase(StrEnum):
    """What a market is to people right now: its state, its hours and the clock together."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class TicketState(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    READY = "ready"
    ON_HOLD = "on_hold"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class TicketKind(StrEnum):
    BOOKED = "booked"
    WALK_IN = "walk_in"


class Priority(StrEnum):
    NONE = "none"
    ELDER = "elder"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    CHILD = "child"


class FairOrder(StrEnum):
    """In which order the booths of a market call (叫号顺序); `kiosk.engine.fair_order` says what each of them means."""

    FIRST_COME = "first_come"
    BOOKED_FIRST = "booked_first"
    ONE_IN_THREE = "one_in_three"
    LONGEST_WAIT_CAP = "longest_wait_cap"


class AdviceKind(StrEnum):
    """What helps against a long wait: one more station, no new numbers for a while, another booth for some."""

    STATION = "station"
    PAUSE = "pause"
    ELSEWHERE = "elsewhere"


class AdviceState(StrEnum):
    """WITHDRAWN: the trouble was over before anybody decided."""

    GIVEN = "given"
    TAKEN = "taken"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class ServiceKind(StrEnum):
    """PRESENCE: the person is needed. DROP_OFF: an item stays, the owner may leave."""

    PRESENCE = "presence"
    DROP_OFF = "drop_off"


class VisitAct(StrEnum):
    """What somebody does at a booth: STAY until served, LEAVE an item, COLLECT it."""

    STAY = "stay"
    LEAVE = "leave"
    COLLECT = "collect"


class Zone(StrEnum):
    HEALTH = "health"
    HANDY = "handy"
    FUN = "fun"


class Pledge(StrEnum):
    """What a partner promised: serve free, or at a low price (公益 / 低偿)."""

    FREE = "free"
    LOW_PRICE = "low_price"


class PartnerKind(StrEnum):
    HOSPITAL = "hospital"
    SCHOOL = "school"
    BANK = "bank"
    CRAFTSMAN = "craftsman"
    SHOP = "shop"
    OTHER = "other"


class FixtureKind(StrEnum):
    """PITCH: a place painted on the ground for one booth."""

    ENTRANCE = "entrance"
    FIRE_LANE = "fire_lane"
    TREE = "tree"
    HYDRANT = "hydrant"
    OUTLET = "outlet"
    TAP = "tap"
    WALL = "wall"
    STEPS = "steps"
    SHADE = "shade"
    SEATS = "seats"
    NO_GO = "no_go"
    PITCH = "pitch"


class Language(StrEnum):
    CHINESE = "zh-CN"
    ENGLISH = "en"
