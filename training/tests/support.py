"""What several tests share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from training.world.scene import World

ROOT = Path(__file__).resolve().parents[2]
SHIPPED_MODEL = ROOT / "public/models/emoji-scenes"

#: Where training/setup.sh has put the sprites.
WORK = Path(os.environ.get("TRAINING_TEST_WORK", ROOT / ".cache/training"))


def open_world(name: str = "cast") -> World:
    """A world with the sprites of WORK."""
    return World.open(WORK / "sprites", name)


def shares(values: np.ndarray) -> dict[int, int]:
    """How often each value occurs."""
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist()))
