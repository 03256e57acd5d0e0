"""`python -m kiosk COMMAND`."""

from kiosk.cli import add_commands, main
from kiosk.cli.advising import advise
from kiosk.cli.forecasting import forecast
from kiosk.cli.placing import assign, layout
from kiosk.cli.proposing import propose
from kiosk.cli.rehearsing import rehearse
from kiosk.cli.serving import serve
from kiosk.cli.upkeep import backup, example, migrate, restore
from kiosk.cli.waiting import waits

__all__ = ["main"]

add_commands((serve, migrate, example, layout, assign, propose, forecast, advise, rehearse, waits, backup, restore))

if __name__ == "__main__":
    main()
