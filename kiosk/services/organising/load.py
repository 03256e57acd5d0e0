"""How full a booth is, in three words.

People in line for each open station would call ten people before the soy milk as full as ten before the ECG, though
the former wait five minutes and the latter more than an hour. So the line counts with its work: people waiting ×
mean minutes ÷ open stations, which is about how long a newcomer stands there.
"""

from kiosk.services.organising.views import Load

BUSY_FROM_MINUTES = 10.0
CROWDED_FROM_MINUTES = 30.0
"""Assumptions: ten minutes is a chat, half an hour in November is more than an elder should stand."""


def work_minutes(*, waiting: int, mean_minutes: float, stations_open: int) -> float:
    """With no open station the work is counted as for one: the line stands there all the same."""
    return waiting * mean_minutes / max(1, stations_open)


def load_of(minutes: float) -> Load:
    if minutes >= CROWDED_FROM_MINUTES:
        return Load.CROWDED
    return Load.BUSY if minutes >= BUSY_FROM_MINUTES else Load.CALM
