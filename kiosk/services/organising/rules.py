"""The rules of the plaza as screens know them: what is found, and what an organiser may set."""

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.limits import RANGES, Limits

__all__ = ["RANGES", "Finding", "Limits", "PlazaRule"]
