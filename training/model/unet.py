"""The denoising UNet. Names follow diffusers' UNet2DConditionModel where the shapes allow it.

They differ in three places, which the shipped ONNX files fix for good: `time_embedding.0` and `.2` (diffusers:
`linear_1`, `linear_2`), and down- and upsamplers, which are the convolution itself (diffusers: `.conv`).
"""

from __future__ import annotations

import math

import torch
from torch import nn
import torch.nn.functional as F

from training.model.attention import NORM_GROUPS
from training.model.autoencoder import LATENT_CHANNELS
from training.model.unet_blocks import DownBlock, MidBlock, UpBlock, zero_parameters

CHANNELS = (64, 128, 192)
CONTEXT_WIDTH = 128

_HEAD_WIDTH = 32
_TIME_PERIOD = 10000


class UNet2DConditionModel(nn.Module):
    """Noisy latents fp32 [B, 4, H, W], timesteps int64 [B] or [1], prompt [B, T, 128] -> velocity v [B, 4, H, W].

    H and W are multiples of 4. For 32×32 latents its eight transformer blocks attend at 16, 8, 8, 8, 8, 16, 16 and 32.
    """

    def __init__(self) -> None:
        super().__init__()
        first, last = CHANNELS[0], CHANNELS[-1]
        time_width = first * 4
        self.time_embedding = nn.Sequential(
            nn.Linear(first, time_width), nn.SiLU(), nn.Linear(time_width, time_width)
        )
        self.conv_in = nn.Conv2d(LATENT_CHANNELS, first, 3, padding=1)
        self.down_blocks = nn.ModuleList()
        skip_widths = [first]
        width = first
        for level, outputs in enumerate(CHANNELS):
            halves = level < len(CHANNELS) - 1
            heads = _heads(level) if level > 0 else None
            self.down_blocks.append(DownBlock(width, outputs, time_width, CONTEXT_WIDTH, heads, halves))
            skip_widths += [outputs, outputs] if halves else [outputs]
            width = outputs
        self.mid_block = MidBlock(last, time_width, CONTEXT_WIDTH, _heads(len(CHANNELS) - 1))
        self.up_blocks = nn.ModuleList()
        for level in reversed(range(len(CHANNELS))):
            outputs = CHANNELS[level]
            next_width = CHANNELS[level - 1] if level > 0 else None
            skips = [skip_widths.pop(), skip_widths.pop()]
            # At the finest side one attention, in the last block, is what the time allows.
            attends = (level > 0, True)
            self.up_blocks.append(
                UpBlock(width, outputs, skips, time_width, CONTEXT_WIDTH, _heads(level), attends, next_width)
            )
            width = next_width or outputs
        self.conv_norm_out = nn.GroupNorm(NORM_GROUPS, width)
        self.conv_out = nn.Conv2d(width, LATENT_CHANNELS, 3, padding=1)
        zero_parameters(self.conv_out)

    def forward(self, sample: torch.Tensor, timestep: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        time = self.time_embedding(_sinusoids(timestep, CHANNELS[0]))
        x = self.conv_in(sample)
        skips = [x]
        for block in self.down_blocks:
            x = block(x, time, context, skips)
        x = self.mid_block(x, time, context)
        for block in self.up_blocks:
            x = block(x, time, context, skips)
        velocity: torch.Tensor = self.conv_out(F.silu(self.conv_norm_out(x)))
        return velocity


def _heads(level: int) -> int:
    return 1 if level == 0 else CHANNELS[level] // _HEAD_WIDTH


def _sinusoids(timestep: torch.Tensor, width: int) -> torch.Tensor:
    """int64 [B] -> fp32 [B, width]: cosines, then sines (Vaswani et al., arXiv 1706.03762)."""
    half = width // 2
    frequencies = torch.exp(-math.log(_TIME_PERIOD) * torch.arange(half, device=timestep.device).float() / half)
    angles = timestep.float()[:, None] * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], -1)
