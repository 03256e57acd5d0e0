"""Quantile regression: the line below which a given share of outcomes lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

ROUNDS = 40
CLOSE = 0.02
"""Residuals smaller than this count as this, as a share of the middle outcome."""
FURTHER = 1.6
"""Each round goes so many times as far as it points: less than twice never leads up again, and saves rounds."""
STILL = 0.002
"""Found when the line moves by less than this on average, as a share of the middle outcome."""


def quantile_fit(signs: Real, outcomes: Real, share: float, *, ridge: Real, towards: Real, begin: Real) -> Real:
    """Coefficients c (k) so that `share` of outcomes (n) lie below signs (n × k) @ c.

    By weighted least squares again and again, from `begin` (Koenker & Bassett's loss, Schlossmacher's reweighting).
    `ridge` (k): how strongly each coefficient is held to that of `towards`, in people with an average outcome.
    """
    scale = float(np.median(np.abs(outcomes))) or 1.0
    held, hold = ridge * towards, np.diag(ridge)
    found, line = begin, signs @ begin
    for _ in range(ROUNDS):
        missed = outcomes - line
        side = np.where(missed > 0, share, 1 - share)
        root = np.sqrt(side * scale / np.maximum(np.abs(missed), CLOSE * scale))
        weighted = signs * root[:, None]
        better = np.linalg.solve(weighted.T @ weighted + hold, weighted.T @ (root * outcomes) + held)
        found = found + FURTHER * (better - found)
        before, line = line, signs @ found
        if float(np.mean(np.abs(line - before))) < STILL * scale:
            break
    return found
