"""What people can do: one function, one action, one transaction.

Each function takes the database handle, who asks (`by`) and the instant (`now`), and answers with a frozen view or
raises a `models.refusals.Refusal`. Screens and routes get the handle of this process from `database()`.
"""

from functools import cache

from kiosk.settings import settings
from kiosk.store import Database
from kiosk.store.together import together

__all__ = ["Database", "database", "together"]


@cache
def database() -> Database:
    """The handle on DATABASE_URL, one for the process."""
    return Database(settings().database_url)
