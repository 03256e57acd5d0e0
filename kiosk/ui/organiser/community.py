"""The community and the rules its markets start from."""

from __future__ import annotations

from typing import Any

from kiosk.services.organising import communities
from kiosk.services.organising.forms import CommunityForm
from kiosk.ui import parts
from kiosk.ui.organiser import forms, frame, where
from kiosk.ui.organiser.community_form import community_form
from kiosk.ui.page import Opening
from kiosk.ui.words import _


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.COMMUNITY, _body)


def _body(opening: Opening) -> None:
    def stored() -> CommunityForm:
        return communities.community(opening.db, by=opening.by, now=opening.now).form

    def save(shown: CommunityForm, wanted: CommunityForm) -> Any:
        return communities.edit_community(opening.db, by=opening.by, now=opening.now, shown=shown, wanted=wanted)

    parts.title(_("Community"), under=_("New markets start from these rules; each market can have its own."))
    form = community_form(stored, save, with_limits=True)
    forms.show(form)
    forms.bar(form, at="community")
