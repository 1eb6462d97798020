"""A segmenter's backbone, which learns what scenes show by name, and the classifier that it learns with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.judge.measure import present_classes
from training.judge.network import JudgeNetwork, WIDTHS
from training.judge.pairs import scene_batch
from training.world.classes import CLASSES
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS

_MEASURE_BATCH = 64


class PresenceClassifier(nn.Module):
    """Pictures fp32 [B, 3, H, W] in -1 … 1 -> scores fp32 [B, 20], before a sigmoid each: is the class there?

    The deepest features of a judge, averaged over the picture, and one linear layer, as networks for ImageNet end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.network = JudgeNetwork()
        self.head = nn.Linear(WIDTHS[-1], len(CLASSES))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.head(self.network.features(picture)[-1].mean((2, 3)))
        return scores

    @property
    def used_parameters(self) -> list[nn.Parameter]:
        """All but the judge's way up, which takes no part."""
        return [*self.network.down.parameters(), *self.head.parameters()]


def save_classifier(classifier: PresenceClassifier, path: Path) -> None:
    """Writes what a judge's backbone and `load_classifier` need."""
    save_checkpoint(path, {"down": classifier.network.down.state_dict(), "head": classifier.head.state_dict()})


def load_classifier(path: Path) -> PresenceClassifier:
    """A classifier to use, in evaluation mode."""
    content = load_checkpoint(path)
    classifier = PresenceClassifier()
    classifier.network.down.load_state_dict(content["down"])
    classifier.head.load_state_dict(content["head"])
    return classifier.eval()


def classes_present(masks: torch.Tensor) -> torch.Tensor:
    """int64 [B, H, W] -> fp32 [B, 20]: `present_classes` of each mask."""
    return torch.from_numpy(np.stack([present_classes(mask) for mask in masks.numpy()])).float()


@torch.no_grad()
def presence_accuracy(classifier: PresenceClassifier, world: World, pictures: int) -> float:
    """Share of right "is class c there?" answers on held-out scenes."""
    right = 0
    for start in range(0, pictures, _MEASURE_BATCH):
        seeds = range(HELD_OUT_SEEDS + start, HELD_OUT_SEEDS + min(start + _MEASURE_BATCH, pictures))
        batch, truth = scene_batch(world, seeds)
        right += int(((classifier(batch) > 0).float() == classes_present(truth)).sum())
    return right / (pictures * len(CLASSES))
