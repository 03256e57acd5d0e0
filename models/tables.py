"""Every table, imported once, so that the metadata is complete."""

from sqlmodel import SQLModel

from models.catalogue import Partner, Service
from models.market import Advice, Booth, LayoutSnapshot, Market, Shift, Slot, Station
from models.people import Audit, Installation, SignInTry, Staff, StaffSession
from models.places import Backdrop, Community, Fixture, Plaza
from models.tickets import Intention, Ticket, TicketEvent, Visit

metadata = SQLModel.metadata

__all__ = [
    "Advice",
    "Audit",
    "Backdrop",
    "Booth",
    "Community",
    "Fixture",
    "Installation",
    "Intention",
    "LayoutSnapshot",
    "Market",
    "Partner",
    "Plaza",
    "Service",
    "Shift",
    "SignInTry",
    "Slot",
    "Staff",
    "StaffSession",
    "Station",
    "Ticket",
    "TicketEvent",
    "Visit",
    "metadata",
]
