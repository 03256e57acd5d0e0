"""The staff's way in."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="public", title=N_("Sign in"))

from kiosk.ui.public import sign_in  # noqa: E402 (a page decides who may enter before it loads anything)

sign_in.show(opening)
