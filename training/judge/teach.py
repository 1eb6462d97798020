"""Self-training: a trained judge (the teacher) labels its own training pictures anew, and a new judge learns those."""

from __future__ import annotations

import numpy as np
import torch

from training.judge.network import scores_with_flip, Segmenter
from training.judge.pairs import pictures_to_tensor, StoredPairs
from training.world.classes import MASK_VALUES, VOID

_BATCH = 32


@torch.no_grad()
def relabel(pairs: StoredPairs, teacher: Segmenter, confidence: float) -> None:
    """Replaces the masks by the teacher's, and writes void where its probability is under `confidence` (0 … 1).

    The teacher decides between background and the classes of the mask that it replaces, as is usual where a picture's
    classes are known and its pixels are not (weakly supervised segmentation): it cannot take a cat for a dog where nobody
    asked for a dog. Void stays void in this way, too; a plain argmax would make up a label for every unsure pixel.
    """
    masks = np.empty_like(pairs.masks)
    for start in range(0, len(masks), _BATCH):
        batch = slice(start, start + _BATCH)
        probability = scores_with_flip(teacher, pictures_to_tensor(pairs.pictures[batch]))
        probability *= _known_classes(pairs.masks[batch])[:, :, None, None]
        highest, label = (probability / probability.sum(1, keepdim=True)).max(1)
        masks[batch] = torch.where(highest >= confidence, label, VOID).numpy().astype(np.uint8)
    pairs.masks = masks


def _known_classes(masks: np.ndarray) -> torch.Tensor:
    """fp32 [B, 21] of u8 [B, H, W]: 1 for background and what is in each mask, 0 elsewhere."""
    known = np.stack([np.bincount(mask.ravel(), minlength=VOID + 1)[:MASK_VALUES] > 0 for mask in masks])
    known[:, 0] = True
    return torch.from_numpy(known).float()
