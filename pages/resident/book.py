"""Book."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="resident", title=N_("Book"))

from kiosk.ui.resident import book  # noqa: E402 (a page decides who may enter before it loads anything)

book.show(opening)
