"""Quantile regression: the line below which a given share of outcomes lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

ROUNDS = 12
CLOSE = 1.0
"""Residuals smaller than this count as this, in the unit of the outcomes: one second."""


def quantile_fit(signs: Real, outcomes: Real, share: float, ridge: Real) -> Real:
    """Coefficients c (k) so that `share` of outcomes (n) lie below signs (n × k) @ c.

    By weighted least squares again and again (Koenker & Bassett's loss, Schlossmacher's reweighting). `ridge` (k): how
    strongly each coefficient is held to zero, in people of an average outcome.
    """
    scale = max(CLOSE, float(np.median(np.abs(outcomes))))
    hold = np.diag(ridge)
    weights = np.ones(len(outcomes))
    found = np.zeros(signs.shape[1])
    for _ in range(ROUNDS):
        weighted = signs * weights[:, None]
        found = np.linalg.solve(weighted.T @ signs + hold, weighted.T @ outcomes)
        missed = outcomes - signs @ found
        side = np.where(missed > 0, share, 1 - share)
        weights = side * scale / np.maximum(np.abs(missed), CLOSE)
    return found
