"""Residual, down and up blocks of the UNet, with diffusers' parameter names."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
import torch.nn.functional as F

from training.model.attention import NORM_GROUPS, Transformer2DModel


def zero_parameters(module: nn.Module) -> None:
    """What a layer adds is nothing at first (Zhang et al., arXiv 1901.09321)."""
    for parameter in module.parameters():
        nn.init.zeros_(parameter)


class ResnetBlock2D(nn.Module):
    """x [B, inputs, H, W], time embedding [B, T] -> [B, outputs, H, W]. Its second convolution starts as zero."""

    def __init__(self, inputs: int, outputs: int, time_width: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(NORM_GROUPS, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time_emb_proj = nn.Linear(time_width, outputs)
        self.norm2 = nn.GroupNorm(NORM_GROUPS, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        zero_parameters(self.conv2)

    def forward(self, x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        hidden = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(time))[:, :, None, None]
        out: torch.Tensor = self.conv_shortcut(x) + self.conv2(F.silu(self.norm2(hidden)))
        return out


class DownBlock(nn.Module):
    """One resnet, attention where `heads` is given, and a halving of the side where `halves`."""

    def __init__(
        self, inputs: int, outputs: int, time_width: int, context_width: int, heads: int | None, halves: bool
    ) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(inputs, outputs, time_width)])
        self.attentions = nn.ModuleList([Transformer2DModel(outputs, context_width, heads)]) if heads else None
        self.downsamplers = nn.ModuleList([nn.Conv2d(outputs, outputs, 3, stride=2, padding=1)]) if halves else None

    def forward(
        self, x: torch.Tensor, time: torch.Tensor, context: torch.Tensor, skips: list[torch.Tensor]
    ) -> torch.Tensor:
        """Appends what the up blocks take in again to `skips`."""
        x = self.resnets[0](x, time)
        if self.attentions is not None:
            x = self.attentions[0](x, context)
        skips.append(x)
        if self.downsamplers is not None:
            x = self.downsamplers[0](x)
            skips.append(x)
        return x


class UpBlock(nn.Module):
    """A resnet for each skip, attention after those that `attends` names, and a doubling of the side."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        skip_widths: Sequence[int],
        time_width: int,
        context_width: int,
        heads: int,
        attends: Sequence[bool],
        next_width: int | None,
    ) -> None:
        super().__init__()
        widths = [inputs] + [outputs] * (len(skip_widths) - 1)
        self.attends = list(attends)
        self.resnets = nn.ModuleList(
            [ResnetBlock2D(width + skip, outputs, time_width) for width, skip in zip(widths, skip_widths)]
        )
        self.attentions = nn.ModuleList(
            [Transformer2DModel(outputs, context_width, heads) if attend else nn.Identity() for attend in attends]
        )
        self.upsamplers = nn.ModuleList([nn.Conv2d(outputs, next_width, 3, padding=1)]) if next_width else None

    def forward(
        self, x: torch.Tensor, time: torch.Tensor, context: torch.Tensor, skips: list[torch.Tensor]
    ) -> torch.Tensor:
        """Takes its skips off the end of `skips`."""
        for resnet, attention, attend in zip(self.resnets, self.attentions, self.attends):
            x = resnet(torch.cat([x, skips.pop()], 1), time)
            if attend:
                x = attention(x, context)
        if self.upsamplers is not None:
            x = F.interpolate(self.upsamplers[0](x), scale_factor=2.0, mode="nearest")
        return x


class MidBlock(nn.Module):
    """Resnet, attention, resnet at the smallest side."""

    def __init__(self, width: int, time_width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(width, width, time_width) for _ in range(2)])
        self.attentions = nn.ModuleList([Transformer2DModel(width, context_width, heads)])

    def forward(self, x: torch.Tensor, time: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        x = self.attentions[0](self.resnets[0](x, time), context)
        out: torch.Tensor = self.resnets[1](x, time)
        return out
