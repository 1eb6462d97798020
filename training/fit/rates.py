"""Learning rates over a run."""

from __future__ import annotations

import math

_LEAST_SHARE = 0.01


def cosine_rate(most: float, step: int, progress: float, warmup_steps: int = 20) -> float:
    """Rises over the first steps, then falls along half a cosine as `progress` goes from 0 to 1."""
    warm = min(1.0, (step + 1) / warmup_steps)
    return most * warm * max(_LEAST_SHARE, 0.5 * (1 + math.cos(math.pi * progress)))
