"""All markets."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("All markets"))

from kiosk.ui.organiser import markets  # noqa: E402 (a page decides who may enter before it loads anything)

markets.show(opening)
