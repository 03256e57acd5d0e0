"""A row of tabs over more choices than fit a screen: zones of services, parts of the morning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

MOST_ON_A_SCREEN: Final = 6
"""More choices than this at once and people stop reading."""


def tabs(key: str, *, label: str, names: Sequence[str], at: int) -> None:
    """Draw the tabs with `at` chosen. What is tapped is heard by `tapped_tab`. A test sets `tabs_{key}`."""
    with st.container(key=f"tabs_of_{key}"):
        st.segmented_control(
            label,
            range(len(names)),
            format_func=names.__getitem__,
            default=at,
            required=True,
            key=f"tabs_{key}",
            label_visibility="collapsed",
            width="stretch",
        )


def tapped_tab(key: str, *, otherwise: int) -> int:
    """The tab chosen by now, known before it is drawn."""
    found = st.session_state.get(f"tabs_{key}")
    return found if isinstance(found, int) else otherwise
