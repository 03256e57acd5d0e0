"""My ticket."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="resident", title=N_("My ticket"))

from kiosk.ui.resident import ticket  # noqa: E402 (a page decides who may enter before it loads anything)

ticket.show(opening)
