"""Market day."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Market day"))

from kiosk.ui.organiser import overview  # noqa: E402 (a page decides who may enter before it loads anything)

overview.show(opening)
