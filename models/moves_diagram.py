"""Draws the table of moves as a Mermaid state diagram: `python -m models.moves_diagram > docs/ticket-moves.md`."""

from models.enums import TicketState
from models.moves import ACTIVE, MOVES, ONLY_DROP_OFF

_HEAD = """# The moves of a ticket

Drawn from `models/moves.py` by `make diagram`; a test holds this page against the table. Moves marked * exist only at
booths where an item stays (drop-off). Staff can take back any move but a recall within a minute (`undo`).

```mermaid
stateDiagram-v2
    [*] --> booked: a booking
    [*] --> waiting: a number for now
"""


def diagram() -> str:
    """The whole page."""
    arrows = [f"    {was} --> {to}: {move}{'*' if move in ONLY_DROP_OFF else ''}" for (was, to), move in MOVES.items()]
    ends = [f"    {state} --> [*]" for state in TicketState if state not in ACTIVE]
    return _HEAD + "\n".join(arrows + ends) + "\n```\n"


if __name__ == "__main__":
    print(diagram(), end="")
