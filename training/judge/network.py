"""What segmenters share, and the judge's own network: a UNet (Ronneberger et al., arXiv 1505.04597) whose skips are added, not concatenated."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from training.world.classes import MASK_VALUES, VOID

WIDTHS = (32, 64, 128, 192)


class ConvPair(nn.Module):
    """Two 3×3 convolutions, each with batch norm and ReLU: [B, inputs, H, W] -> [B, outputs, H, W]."""

    def __init__(self, inputs: int, outputs: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(x)))


class Segmenter(nn.Module):
    """Pictures fp32 [B, 3, H, W] in -1 … 1 -> class scores (before softmax) fp32 [B, 21, H, W]; H and W are multiples of 16.

    All architectures have the same way down, which training.judge.pretrain can teach names. The finest of its levels works at
    half the side, with 2×2 pixels folded into channels. A `last_dilation` of 2 keeps the side of the deepest level that of the
    one before, with holes between the weights of its convolutions instead: the same weights find the same at every other place.

    `deep_head`, where there is one, is a linear layer from the deepest features to scores: a backbone that knows classes by
    name then says at once what is about where (class activation maps, Zhou et al., arXiv 1512.04150).
    """

    #: Share of the learning rate, for all but a backbone that was trained before.
    rate_share = 1.0

    deep_head: nn.Conv2d | None

    def __init__(self, widths: tuple[int, ...], last_dilation: int = 1) -> None:
        super().__init__()
        dilations = (*(1 for _ in widths[1:]), last_dilation)
        self.down = nn.ModuleList(
            [ConvPair(*sizes) for sizes in zip((12, *widths[:-1]), widths, dilations)]
        )
        self._is_dilated = last_dilation > 1

    def features(self, picture: torch.Tensor) -> list[torch.Tensor]:
        """What the way down finds, finest first: [B, width, side, side] with a side of H/2, H/4, H/8 and H/16 (H/8 where dilated)."""
        x = F.pixel_unshuffle(picture, 2)
        found: list[torch.Tensor] = []
        for level, block in enumerate(self.down):
            if self._is_dilated and level == len(self.down) - 1:
                x = F.max_pool2d(F.pad(x, (0, 1, 0, 1)), 2, stride=1)
            elif level:
                x = F.max_pool2d(x, 2)
            x = block(x)
            found.append(x)
        return found

    def loss(self, picture: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """Of pictures and masks int64 [B, H, W]; void counts nowhere."""
        return F.cross_entropy(self(picture).float(), masks, ignore_index=VOID)


class JudgeNetwork(Segmenter):
    """The UNet. With 2×2 pixels folded into channels at both ends it costs a quarter, and edges stay exact."""

    def __init__(self, names_deep: bool = False, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(widths)
        self.narrow = nn.ModuleList(
            [nn.Conv2d(deep, shallow, 1) for shallow, deep in zip(widths[:-1], widths[1:])]
        )
        self.up = nn.ModuleList([ConvPair(width, width) for width in widths[:-1]])
        self.head = nn.Conv2d(widths[0], MASK_VALUES * 4, 1)
        self.deep_head = nn.Conv2d(widths[-1], MASK_VALUES, 1) if names_deep else None
        # A fifth faster on the CPU in bfloat16: convolutions then need no reordering around them.
        self.to(memory_format=torch.channels_last)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        skips = self.features(picture)
        x = skips[-1]
        for level in reversed(range(len(self.up))):
            deeper = F.interpolate(self.narrow[level](x), scale_factor=2.0, mode="nearest")
            x = self.up[level](skips[level] + deeper)
        scores: torch.Tensor = F.pixel_shuffle(self.head(x), 2)
        if self.deep_head is not None:
            deep = self.deep_head(skips[-1])
            scores = scores + F.interpolate(deep, scale_factor=16.0, mode="bilinear", align_corners=False)
        return scores


def scores_with_flip(network: nn.Module, picture: torch.Tensor) -> torch.Tensor:
    """Test-time augmentation: mean class probability [B, 21, H, W] of a picture and its mirror image."""
    straight = network(picture).softmax(1)
    mirrored = network(picture.flip(-1)).softmax(1).flip(-1)
    return (straight + mirrored) / 2
