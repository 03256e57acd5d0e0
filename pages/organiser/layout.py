"""Where the booths of a market stand: the layout studio."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Layout"))

from kiosk.ui.organiser import layout  # noqa: E402 (a page decides who may enter before it loads anything)

layout.show(opening)
