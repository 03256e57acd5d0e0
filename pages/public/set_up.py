"""The first organiser of an empty installation."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="public", title=N_("First set-up"))

from kiosk.ui.public import set_up  # noqa: E402 (a page decides who may enter before it loads anything)

set_up.show(opening)
