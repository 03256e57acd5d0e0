"""My booth: the volunteer's tablet."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="volunteer", title=N_("My booth"))

from kiosk.ui.volunteer import booth  # noqa: E402 (a page decides who may enter before it loads anything)

booth.show(opening)
