"""Community."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Community"))

from kiosk.ui.organiser import community  # noqa: E402 (a page decides who may enter before it loads anything)

community.show(opening)
