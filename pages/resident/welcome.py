"""Welcome."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="resident", title=N_("Welcome"), keeps_nothing=True)

from kiosk.ui.resident import welcome  # noqa: E402 (a page decides who may enter before it loads anything)

welcome.show(opening)
