"""DeepLabV3 (Chen et al., arXiv 1706.05587) in small: a dilated last stage, atrous spatial pyramid pooling, no way up.

Simpler than the paper's: the backbone is the judge's way down, whose last stage is two convolutions without the grid of rates
within a stage; a quarter of the filters; the rates are the paper's in proportion to the map (36 of 65 places there, 9 of 16 here).
"""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from training.judge.network import Segmenter, WIDTHS
from training.world.classes import MASK_VALUES

_FILTERS = 64
_RATES = (3, 6, 9)
#: Pixels of the picture for a place of the map: the paper's output stride in training and tests of its best models.
_STRIDE = 8


class AtrousPyramid(nn.Module):
    """Convolutions with holes of several sizes and the mean of the whole map, side by side: [B, inputs, H, W] -> [B, 64, H, W]."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.point = nn.Conv2d(inputs, _FILTERS, 1, bias=False)
        self.holes = nn.ModuleList(
            [nn.Conv2d(inputs, _FILTERS, 3, padding=rate, dilation=rate, bias=False) for rate in _RATES]
        )
        self.whole = nn.Conv2d(inputs, _FILTERS, 1, bias=False)
        branches = len(_RATES) + 2
        self.norms = nn.ModuleList([nn.BatchNorm2d(_FILTERS) for _ in range(branches)])
        self.join = nn.Conv2d(branches * _FILTERS, _FILTERS, 1, bias=False)
        self.join_norm = nn.BatchNorm2d(_FILTERS)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found = [self.point(x), *(hole(x) for hole in self.holes), self.whole(x.mean((2, 3), keepdim=True))]
        found = [F.relu(norm(one)) for norm, one in zip(self.norms, found)]
        found[-1] = found[-1].expand_as(found[0])
        return F.relu(self.join_norm(self.join(torch.cat(found, 1))))


class DeepLabV3(Segmenter):
    """Scores of every eighth pixel, bilinear between them, as in the paper."""

    def __init__(self, names_deep: bool = False, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(widths, last_dilation=2)
        self.pyramid = AtrousPyramid(widths[-1])
        self.head = nn.Conv2d(_FILTERS, MASK_VALUES, 1)
        self.deep_head = nn.Conv2d(widths[-1], MASK_VALUES, 1) if names_deep else None
        self.to(memory_format=torch.channels_last)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        deep = self.features(picture)[-1]
        scores = self.head(self.pyramid(deep))
        if self.deep_head is not None:
            scores = scores + self.deep_head(deep)
        return F.interpolate(scores, scale_factor=float(_STRIDE), mode="bilinear", align_corners=False)
