"""Heavy work in a process of its own: asked on stdin, heard line by line, so that nobody's screen waits for it."""

import subprocess
import sys
from typing import Literal

from kiosk.settings import ROOT


def begin(command: Literal["propose", "forecast", "advise"]) -> "subprocess.Popen[str]":
    """`command`: one of `python -m kiosk`. The caller writes the question, closes stdin, and reads lines of JSON."""
    return subprocess.Popen(  # noqa: S603 (our own commands alone)
        [sys.executable, "-m", "kiosk", command],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
