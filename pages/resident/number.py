"""Take a number."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="resident", title=N_("Take a number"))

from kiosk.ui.resident import number  # noqa: E402 (a page decides who may enter before it loads anything)

number.show(opening)
