"""Self-training: a trained judge (the teacher) labels its own training pictures anew, and a new judge learns those."""

from __future__ import annotations

import numpy as np
import torch

from training.judge.network import JudgeNetwork, scores_with_flip
from training.judge.pairs import pictures_to_tensor, StoredPairs
from training.world.classes import VOID

_BATCH = 32


@torch.no_grad()
def relabel(pairs: StoredPairs, teacher: JudgeNetwork, confidence: float) -> None:
    """Replaces the masks by the teacher's, and writes void where its probability is under `confidence` (0 … 1).

    Void stays void through self-training in this way; a plain argmax would make up a label for every unsure pixel.
    """
    masks = np.empty_like(pairs.masks)
    for start in range(0, len(masks), _BATCH):
        probability, label = scores_with_flip(teacher, pictures_to_tensor(pairs.pictures[start:start + _BATCH])).max(1)
        masks[start:start + _BATCH] = torch.where(probability >= confidence, label, VOID).numpy().astype(np.uint8)
    pairs.masks = masks
