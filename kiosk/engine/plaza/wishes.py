"""What a proposal for a layout cares about most."""

from __future__ import annotations

from enum import StrEnum


class Wish(StrEnum):
    SHORT_WALKS = "short_walks"
    ROOM_IN_LINE = "room_in_line"
    SHORT_LEADS = "short_leads"
