"""Mean intersection over union, as PASCAL VOC computes it, with a bootstrap interval."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.world.classes import MASK_VALUES, VOID

_BOOTSTRAP_DRAWS = 1000


class MaskScore:
    """Collects one confusion matrix a picture."""

    def __init__(self) -> None:
        self._confusions: list[np.ndarray] = []

    @staticmethod
    def load(path: Path) -> MaskScore:
        """What `save` wrote."""
        score = MaskScore()
        score._confusions = list(np.load(path)["confusions"])
        return score

    def save(self, path: Path) -> None:
        """Writes an .npz with the confusion matrices int64 [pictures, 21, 21]."""
        np.savez_compressed(path, confusions=np.stack(self._confusions))

    def add(self, predicted: np.ndarray, truth: np.ndarray) -> None:
        """u8 [H, W] each. Pixels that are void in either count nowhere."""
        valid = (predicted != VOID) & (truth != VOID)
        pairs = truth[valid].astype(np.int64) * MASK_VALUES + predicted[valid]
        self._confusions.append(np.bincount(pairs, minlength=MASK_VALUES**2).reshape(MASK_VALUES, MASK_VALUES))

    @property
    def pictures(self) -> int:
        return len(self._confusions)

    def class_iou(self) -> np.ndarray:
        """float [21] in 0 … 1 over all pictures together; NaN for a class that is in no mask."""
        return _class_iou(np.sum(self._confusions, 0))

    def miou(self) -> float:
        """Mean of `class_iou` over the classes that occur."""
        return float(np.nanmean(self.class_iou()))

    def miou_interval(self, seed: int = 0) -> tuple[float, float]:
        """95 % bootstrap interval of `miou`: pictures drawn with replacement."""
        low, high = np.percentile(self._drawn_mious(seed), (2.5, 97.5))
        return float(low), float(high)

    def ratio_interval(self, peer: MaskScore, seed: int = 0) -> tuple[float, float]:
        """95 % bootstrap interval of the ratio to a peer's `miou`; both see the same pictures in each draw.

        ValueError when the peer's pictures are not as many.
        """
        if peer.pictures != self.pictures:
            raise ValueError(f"Expected as many pictures on both sides, found {self.pictures} and {peer.pictures}.")
        ratios = self._drawn_mious(seed) / peer._drawn_mious(seed)
        low, high = np.percentile(ratios, (2.5, 97.5))
        return float(low), float(high)

    def _drawn_mious(self, seed: int) -> np.ndarray:
        """float [draws]"""
        rng = np.random.default_rng(seed)
        matrices = np.stack(self._confusions).reshape(self.pictures, -1)
        weights = rng.multinomial(self.pictures, np.full(self.pictures, 1 / self.pictures), _BOOTSTRAP_DRAWS)
        sums = (weights @ matrices).reshape(-1, MASK_VALUES, MASK_VALUES)
        return np.array([np.nanmean(_class_iou(total)) for total in sums])


def _class_iou(confusion: np.ndarray) -> np.ndarray:
    intersection = np.diag(confusion).astype(float)
    union = confusion.sum(0) + confusion.sum(1) - intersection
    return np.divide(intersection, union, out=np.full_like(intersection, np.nan), where=union > 0)
