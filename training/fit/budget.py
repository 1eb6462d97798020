"""How long a run may go on: a number of minutes, a number of steps, or whichever comes first."""

from __future__ import annotations

import time


class Budget:
    """Counts from its making. `steps` is a number of steps of this run, not of the whole training."""

    def __init__(self, minutes: float | None, steps: int | None) -> None:
        if minutes is None and steps is None:
            raise ValueError("Expected a number of minutes or of steps, found neither. Pass --minutes or --steps.")
        self._minutes = minutes
        self._steps = steps
        self._start = time.monotonic()
        self.done_steps = 0

    @property
    def elapsed_minutes(self) -> float:
        return (time.monotonic() - self._start) / 60

    @property
    def progress(self) -> float:
        """0 at the start, 1 when the budget is spent. With steps it depends on nothing but the steps done."""
        if self._steps is not None:
            return min(1.0, self.done_steps / max(1, self._steps))
        assert self._minutes is not None
        return min(1.0, self.elapsed_minutes / max(1e-9, self._minutes))

    @property
    def spent(self) -> bool:
        if self._steps is not None and self.done_steps >= self._steps:
            return True
        return self._minutes is not None and self.elapsed_minutes >= self._minutes
