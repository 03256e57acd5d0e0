"""The screen behind `/volunteer`: choose if there is something to choose, else the desk or the form for a number."""

from __future__ import annotations

from kiosk.ui.page import Opening
from kiosk.ui.public.language import speak_as_addressed
from kiosk.ui.volunteer import choosing, memory, walk_in
from kiosk.ui.volunteer.desk import desk
from kiosk.ui.volunteer.menu import menu


def show(opening: Opening) -> None:
    speak_as_addressed()
    queue = choosing.booth_to_run(opening)
    if queue is None:
        menu(opening, stations=0, has_other_booths=False)
    elif choosing.must_choose_station(queue):
        choosing.choose_station(queue)
        menu(opening, stations=0, has_other_booths=choosing.has_other_booths(opening))
    elif memory.ADDING.get():
        walk_in.show(opening, queue)
    else:
        desk(opening, queue.booth_id)
        menu(opening, stations=len(queue.stations), has_other_booths=choosing.has_other_booths(opening))
