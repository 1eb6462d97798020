"""Metrics as JSON lines: one object a line, in a file that is only ever added to, and on the screen."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any


class JsonLog:
    """Appends to `path`; every line carries `event` and the time in seconds since 1970."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path

    def write(self, event: str, **values: Any) -> None:
        """One line. Floats are rounded to 6 digits: a log is for reading."""
        rounded = {key: round(value, 6) if isinstance(value, float) else value for key, value in values.items()}
        line = json.dumps({"event": event, "time": round(time.time(), 1), **rounded})
        with self._path.open("a") as file:
            file.write(line + "\n")
        print(line, flush=True)
