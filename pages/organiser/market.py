"""Day and rules."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Day and rules"))

from kiosk.ui.organiser import market  # noqa: E402 (a page decides who may enter before it loads anything)

market.show(opening)
