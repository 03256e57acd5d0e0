"""The one process of the kiosk: screens, HTTP surface and start-up. `streamlit run` finds the literal call below."""

from pathlib import Path

import streamlit as st

from kiosk.ui.calm import calm_errors
from kiosk.ui.serving import middleware, routes

app = st.App(
    Path(__file__).parent / "kiosk/ui/main.py",
    routes=routes(),
    middleware=middleware(),
    on_script_error=calm_errors,
)
