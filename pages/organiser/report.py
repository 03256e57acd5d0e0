"""Report."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Report"))

from kiosk.ui.organiser import report  # noqa: E402 (a page decides who may enter before it loads anything)

report.show(opening)
