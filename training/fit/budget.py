"""How long a run may go on: a number of minutes, a number of steps, or whichever comes first."""

from __future__ import annotations

from collections.abc import Callable
import time

#: A longer silence between two looks at the clock was a pause (a stopped process, a sleeping machine), which costs nothing.
_PAUSE_SECONDS = 60.0


class Budget:
    """Counts from its making, by a clock in seconds. `steps` is a number of steps of this run, not of the whole training."""

    def __init__(
        self, minutes: float | None, steps: int | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if minutes is None and steps is None:
            raise ValueError("Expected a number of minutes or of steps, found neither. Pass --minutes or --steps.")
        self._minutes = minutes
        self._steps = steps
        self._elapsed_seconds = 0.0
        self._clock = clock
        self._last = clock()
        self.done_steps = 0

    @property
    def elapsed_minutes(self) -> float:
        now = self._clock()
        since = now - self._last
        self._last = now
        if since < _PAUSE_SECONDS:
            self._elapsed_seconds += since
        return self._elapsed_seconds / 60

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
