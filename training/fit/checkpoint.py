"""Checkpoints that are either whole or absent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

# A checkpoint from elsewhere must not run code. PyTorch 1 cannot read plain numbers in this way.
_WEIGHTS_ONLY = int(torch.__version__.split(".")[0]) >= 2


def save_checkpoint(path: Path, content: dict[str, Any]) -> None:
    """Writes beside `path` first: a run that is killed while it saves leaves the checkpoint before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    torch.save(content, partial)
    os.replace(partial, path)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Reads a checkpoint to the CPU. FileNotFoundError when there is none."""
    if not path.is_file():
        raise FileNotFoundError(f"No checkpoint {path}. Leave --resume out to begin anew.")
    return torch.load(path, map_location="cpu", weights_only=_WEIGHTS_ONLY)
