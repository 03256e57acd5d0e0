"""The database: sessions and queries. Functions here take a session and never commit."""

from kiosk.store.database import Database

__all__ = ["Database"]
