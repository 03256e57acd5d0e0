"""A market gone through before it comes."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="organiser", title=N_("Rehearsal"))

from kiosk.ui.organiser import rehearsal  # noqa: E402 (a page decides who may enter before it loads anything)

rehearsal.show(opening)
