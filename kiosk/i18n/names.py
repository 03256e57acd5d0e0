"""What fields, records and states are called when a sentence has to name one."""

from __future__ import annotations

from typing import Final

from kiosk.i18n import translation
from models.enums import FixtureKind, Zone


def N_(message: str) -> str:  # noqa: N802 (gettext's own name, which the extractor looks for)
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


FIELDS: Final = {
    # of a person and a ticket
    "name": N_("the name"),
    "phone": N_("the phone number"),
    "phone_tail": N_("the end of the phone number"),
    "code": N_("the ticket code"),
    "number": N_("the ticket number"),
    "pin": N_("the PIN"),
    "priority": N_("the priority"),
    "language": N_("the language"),
    "wishes": N_("the choice"),
    "idempotency_key": N_("the request's own number"),
    # of a request
    "body": N_("the request"),
    "from": N_("the first day"),
    "to": N_("the new state"),
    "was": N_("the present state"),
    "booth_id": N_("the booth"),
    "slot_id": N_("the time"),
    "station_id": N_("the station"),
    # of what organisers plan
    "id": N_("the row"),
    "name_en": N_("the English name"),
    "hall": N_("the place"),
    "hall_en": N_("the English name of the place"),
    "time_zone": N_("the time zone"),
    "walk_in_share": N_("the share kept for people without a booking"),
    "no_show_rate": N_("the share of bookings that do not come"),
    "grace_minutes": N_("the grace time"),
    "longest_wait_minutes": N_("the longest wait"),
    "advice_wait_minutes": N_("the wait before which advice is given"),
    "lead_max_cm": N_("the longest power lead"),
    "hose_max_cm": N_("the longest hose"),
    "booth_gap_cm": N_("the gap between two booths"),
    "passage_cm": N_("the width of a passage"),
    "fire_lane_cm": N_("the width of the fire lane"),
    "fire_lane_from_wall_cm": N_("the distance of the fire lane from walls"),
    "queue_person_cm": N_("the length of line for each person"),
    "queue_lane_cm": N_("the width of a line"),
    "queue_depth_cm": N_("the length from which a line folds"),
    "quiet_apart_cm": N_("the distance of noise from quiet"),
    "fuel_apart_cm": N_("the distance from fuel"),
    "cooking_apart_cm": N_("the distance between cooking booths"),
    "elders_from_entrance_cm": N_("the longest way from the entrance for elders"),
    "elders_from_seats_cm": N_("the longest way to a seat for elders"),
    "standing_room_dm2": N_("the room for each person"),
    "at_once_percent": N_("the share of visitors who are there at once"),
    "permit_visitors": N_("the number of visitors that needs a licence"),
    "width_cm": N_("the width"),
    "depth_cm": N_("the depth"),
    "grid_cm": N_("the grid"),
    "x_cm": N_("the distance from the west edge"),
    "y_cm": N_("the distance from the south edge"),
    "rotation_deg": N_("the rotation"),
    "amps": N_("the current"),
    "kind": N_("the kind"),
    "zone": N_("the zone"),
    "mean_minutes": N_("the minutes for each person"),
    "cv": N_("how much the minutes vary"),
    "icon": N_("the picture"),
    "bring": N_("what to bring"),
    "bring_en": N_("what to bring in English"),
    "needs_power": N_("the need for power"),
    "needs_water": N_("the need for water"),
    "needs_quiet": N_("the need for quiet"),
    "is_noisy": N_("whether it is noisy"),
    "takes_bookings": N_("whether it takes bookings"),
    "takes_walk_ins": N_("whether numbers are given out"),
    "is_active": N_("whether it is in use"),
    "pledge": N_("the pledge"),
    "price_note": N_("the note about the price"),
    "contact_name": N_("the name of the contact"),
    "contact_phone": N_("the phone number of the contact"),
    "day": N_("the day"),
    "opens": N_("the opening time"),
    "closes": N_("the closing time"),
    "opens_at": N_("the opening time"),
    "closes_at": N_("the closing time"),
    "starts_at": N_("the start"),
    "ends_at": N_("the end"),
    "plaza_id": N_("the plaza"),
    "letter": N_("the letter"),
    "service_id": N_("the service"),
    "partner_id": N_("the partner"),
    "staff_id": N_("the member of staff"),
    "units": N_("how many people can be served at all"),
    "stations": N_("the number of stations"),
    "ordinal": N_("the number of the station"),
    "capacity": N_("the number of places"),
    "expected_visitors": N_("the visitors you expect"),
    "fair_order": N_("the calling order"),
    "cooks": N_("whether it cooks"),
    "burns_fuel": N_("whether it burns fuel"),
    "for_elders": N_("whether it is for elders"),
    "picture": N_("the picture"),
    "cm_per_px": N_("the scale of the picture"),
    "edits": N_("the changes"),
    "booths": N_("the booths"),
    "pitches": N_("the marked pitches"),
    "reason": N_("the reason"),
    "role": N_("the role"),
}

ZONES: Final = {Zone.HEALTH: N_("Health"), Zone.HANDY: N_("Handy services"), Zone.FUN: N_("Warmth and fun")}
FIXTURE_KINDS: Final = {
    FixtureKind.ENTRANCE: N_("entrance"),
    FixtureKind.FIRE_LANE: N_("fire lane"),
    FixtureKind.TREE: N_("tree"),
    FixtureKind.HYDRANT: N_("hydrant"),
    FixtureKind.OUTLET: N_("power outlet"),
    FixtureKind.TAP: N_("water tap"),
    FixtureKind.WALL: N_("wall"),
    FixtureKind.STEPS: N_("steps"),
    FixtureKind.SHADE: N_("shade"),
    FixtureKind.SEATS: N_("seats"),
    FixtureKind.NO_GO: N_("keep clear"),
    FixtureKind.PITCH: N_("marked pitch"),
}

THINGS: Final = {
    "community": N_("this community"),
    "plaza": N_("this plaza"),
    "fixture": N_("this fixture"),
    "market": N_("this market"),
    "booth": N_("this booth"),
    "station": N_("this station"),
    "shift": N_("this shift"),
    "slot": N_("this slot"),
    "service": N_("this service"),
    "partner": N_("this partner"),
    "staff": N_("this member of staff"),
    "proposal": N_("this proposal"),
    "snapshot": N_("this kept layout"),
    "advice": N_("this advice"),
}

TICKET_STATES: Final = {
    "booked": N_("booked"),
    "waiting": N_("waiting"),
    "called": N_("called"),
    "serving": N_("being served"),
    "ready": N_("ready to collect"),
    "on_hold": N_("on hold"),
    "done": N_("done"),
    "no_show": N_("missed"),
    "cancelled": N_("cancelled"),
}

MARKET_STATES: Final = {
    "draft": N_("still a draft"),
    "published": N_("published"),
    "upcoming": N_("published"),
    "open": N_("open"),
    "paused": N_("paused"),
    "closed": N_("closed"),
    "over": N_("over"),
    "cancelled": N_("called off"),
}


def field_name(field: str, lang: str) -> str:
    """`phone` → the phone number / 电话号码. A field without a name is "this value"."""
    return translation(lang).gettext(FIELDS.get(field, N_("this value")))


def thing_name(kind: str, lang: str) -> str:
    """`booth` → this booth / 这个摊位, for the name of a table."""
    return translation(lang).gettext(THINGS.get(kind, N_("this entry")))


def ticket_state_name(state: str, lang: str) -> str:
    """`on_hold` → on hold / 暂离."""
    return translation(lang).gettext(TICKET_STATES[state])


def market_state_name(state: str, lang: str) -> str:
    """`closed` → closed / 已闭市. Knows states and phases."""
    return translation(lang).gettext(MARKET_STATES[state])
