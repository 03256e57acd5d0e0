"""The board for the hall's television."""

from kiosk.ui.page import open_page
from kiosk.ui.words import N_

opening = open_page(kind="board", title=N_("Board"))

from kiosk.ui.public import board  # noqa: E402 (a page decides who may enter before it loads anything)

board.show(opening)
