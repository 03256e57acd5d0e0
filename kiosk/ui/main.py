"""The main script: it fixes the addresses and runs the page that was asked for. Every page authorises itself."""

from __future__ import annotations

import streamlit as st

from kiosk.ui.registry import PAGES, page

st.navigation([page(row.name) for row in PAGES], position="hidden").run()
