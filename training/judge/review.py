"""An automatic review: pairs whose picture shows other classes than its mask names are left out.

A classifier that knows real pictures by name takes the reviewer's part, as CLIP does for OVAM (arXiv 2403.14291) and
DiffuMask (arXiv 2303.11681). It never sees a mask.
"""

from __future__ import annotations

import numpy as np
import torch

from training.judge.backbone import classes_present, PresenceClassifier
from training.judge.pairs import pictures_to_tensor, StoredPairs

_BATCH = 64


@torch.no_grad()
def shows_just_its_classes(pairs: StoredPairs, classifier: PresenceClassifier) -> np.ndarray:
    """bool [N]: whether the classifier finds every class of the mask likelier than not, and no other."""
    shown = np.empty(len(pairs.pictures), bool)
    for start in range(0, len(shown), _BATCH):
        batch = slice(start, start + _BATCH)
        seen = classifier(pictures_to_tensor(pairs.pictures[batch])) > 0
        named = classes_present(torch.from_numpy(pairs.masks[batch]).long()) > 0
        shown[batch] = (seen == named).all(1).numpy()
    return shown


def review(pairs: StoredPairs, classifier: PresenceClassifier) -> int:
    """Leaves out pairs that the classifier sees otherwise; returns how many stay. ValueError when none does."""
    shown = shows_just_its_classes(pairs, classifier)
    if not shown.any():
        found = f"none among {len(shown)}"
        raise ValueError(f"Expected pairs that show what their masks name, found {found}. Train without --reviewer.")
    pairs.pictures, pairs.masks = pairs.pictures[shown], pairs.masks[shown]
    return len(pairs.pictures)
