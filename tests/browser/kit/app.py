"""The kit's screen in the house's own frame: the same files, headers and last resort as the real process."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from kiosk.ui.calm import calm_errors
from kiosk.ui.serving import middleware, routes

app = st.App(Path(__file__).parent / "screen.py", routes=routes(), middleware=middleware(), on_script_error=calm_errors)
