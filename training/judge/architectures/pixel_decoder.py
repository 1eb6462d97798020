"""What queries look at: a feature pyramid (FPN, Lin et al., arXiv 1612.03144) over the way down.

Mask2Former's own has six layers of deformable attention on top; a plain FPN is its predecessor's (MaskFormer, arXiv 2107.06278) and one
of its ablation.
"""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F


class PixelDecoder(nn.Module):
    """What a way down found, finest first, as `width` channels each, coarsest first: the last is for masks, the others for queries."""

    def __init__(self, widths: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.inputs = nn.ModuleList([nn.Conv2d(found, width, 1, bias=False) for found in reversed(widths)])
        self.input_norms = nn.ModuleList([nn.BatchNorm2d(width) for _ in widths])
        self.outputs = nn.ModuleList([nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in widths])
        self.output_norms = nn.ModuleList([nn.BatchNorm2d(width) for _ in widths])
        self.for_masks = nn.Conv2d(width, width, 1)

    def forward(self, features: list[torch.Tensor]) -> list[torch.Tensor]:
        levels: list[torch.Tensor] = []
        layers = zip(self.inputs, self.input_norms, self.outputs, self.output_norms)
        for found, (enter, enter_norm, leave, leave_norm) in zip(reversed(features), layers):
            x = enter_norm(enter(found))
            if levels:
                x = x + F.interpolate(levels[-1], scale_factor=2.0, mode="nearest")
            levels.append(F.relu(leave_norm(leave(x))))
        levels[-1] = self.for_masks(levels[-1])
        return levels
