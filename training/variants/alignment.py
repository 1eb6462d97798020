"""REPA: features inside the UNet are led to those that a network which knows pictures has of the clean one (arXiv 2410.06940)."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

from training.judge.network import Segmenter
from training.judge.pairs import pictures_to_tensor
from training.model.unet import CHANNELS, UNet2DConditionModel
from training.world.scene import World
from training.world.seeds import DIFFUSION_SEEDS, training_seeds

#: Of the judge's levels the one of the same side, 16 for pictures of 128.
_JUDGE_LEVEL = 2
_HIDDEN = 256
#: λ of the paper.
SHARE = 0.5


class Alignment:
    """1 - cosine between the UNet's features at side 16 on its way down, through a small head, and the judge's of the same scenes."""

    def __init__(self, unet: UNet2DConditionModel, judge: Segmenter, world: World) -> None:
        self._judge, self._world = judge, world
        width = judge.features(torch.zeros(1, 3, 128, 128))[_JUDGE_LEVEL].shape[1]
        self.head = nn.Sequential(nn.Conv2d(CHANNELS[1], _HIDDEN, 1), nn.SiLU(), nn.Conv2d(_HIDDEN, width, 1))
        self._inside: torch.Tensor | None = None
        attention = unet.down_blocks[1].attentions[0]
        attention.register_forward_hook(lambda _module, _inputs, output: setattr(self, "_inside", output))

    def loss(self, chosen: np.ndarray) -> torch.Tensor:
        """For the scenes of the UNet's last call, by their numbers among the training scenes."""
        assert self._inside is not None, "the UNet was not called"
        with torch.no_grad():
            seeds = [training_seeds(DIFFUSION_SEEDS, int(index), 1)[0] for index in chosen]
            pictures = pictures_to_tensor(np.stack([self._world.scene(seed).picture for seed in seeds]))
            known = self._judge.features(pictures)[_JUDGE_LEVEL].float()
        return 1 - F.cosine_similarity(self.head(self._inside).float(), known, dim=1).mean()
