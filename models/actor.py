"""Who asks for an action."""

from dataclasses import dataclass

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A resident (anonymous), a member of staff, or the kiosk itself."""

    role: Role
    staff_id: int | None = None
    name: str = ""
    community_id: int | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.VOLUNTEER, Role.ORGANISER)


RESIDENT = Actor(Role.RESIDENT)
SYSTEM = Actor(Role.SYSTEM)
