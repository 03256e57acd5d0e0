"""The one process of the kiosk: screens, HTTP surface and start-up. `streamlit run` finds the literal call below."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from kiosk.api.door import Door
from kiosk.api.process import lifespan
from kiosk.ui.calm import calm_errors
from kiosk.ui.serving import middleware, routes

app = st.App(
    Path(__file__).parent / "kiosk/ui/main.py",
    routes=routes(),
    # The house's headers go on every answer; behind them the door parts programs from screens.
    middleware=[*middleware(), Middleware(Door)],
    lifespan=lifespan,
    on_script_error=calm_errors,
)
