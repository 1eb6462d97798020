"""A small convolutional autoencoder: pictures 128×128×3 <-> latents 32×32×4.

Full resolution is touched by pixel (un)shuffle alone; the first convolution works at half the side. Parameter names are
those of the shipped ONNX files.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn
import torch.nn.functional as F

LATENT_CHANNELS = 4
#: Pixels per latent position and side.
DOWNSCALE = 4

_ENCODER_WIDTHS = (32, 64)
_FOLDED = 12


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions around a skip: [B, C, H, W] -> [B, C, H, W]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv2(F.silu(self.conv1(F.silu(x))))


class Encoder(nn.Module):
    """Pictures fp32 [B, 3, H, W] in -1 … 1 -> mean and log variance of latents, each [B, 4, H/4, W/4]."""

    def __init__(self) -> None:
        super().__init__()
        wide, deep = _ENCODER_WIDTHS
        self.conv_in = nn.Conv2d(_FOLDED, wide, 3, padding=1)
        self.r1 = ResidualBlock(wide)
        self.down = nn.Conv2d(wide, deep, 4, 2, 1)
        self.r2 = ResidualBlock(deep)
        self.r3 = ResidualBlock(deep)
        self.out = nn.Conv2d(deep, 2 * LATENT_CHANNELS, 3, padding=1)

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.r1(self.conv_in(F.pixel_unshuffle(picture, 2)))
        x = self.r3(self.r2(self.down(F.silu(x))))
        mean, log_variance = self.out(F.silu(x)).chunk(2, 1)
        return mean, log_variance.clamp(-12, 4)


class Decoder(nn.Module):
    """Latents fp32 [B, 4, h, w] -> pictures [B, 3, 4h, 4w], about -1 … 1.

    `deep` channels and `deep_blocks` residual blocks at the latents' side, where they are cheap, then `wide` at twice that side.
    """

    def __init__(self, deep: int = 128, wide: int = 48, deep_blocks: int = 3) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(LATENT_CHANNELS, deep, 3, padding=1)
        self._deep_names = [f"a{index + 1}" for index in range(deep_blocks)]
        for name in self._deep_names:
            self.add_module(name, ResidualBlock(deep))
        self.up = nn.Conv2d(deep, wide * 4, 3, padding=1)
        self.b1 = ResidualBlock(wide)
        self.b2 = ResidualBlock(wide)
        self.b3 = ResidualBlock(wide)
        self.out = nn.Conv2d(wide, _FOLDED, 3, padding=1)

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        x = self.conv_in(latents)
        for name in self._deep_names:
            x = self.get_submodule(name)(x)
        x = F.pixel_shuffle(self.up(F.silu(x)), 2)
        x = self.b3(self.b2(self.b1(x)))
        return F.pixel_shuffle(self.out(F.silu(x)), 2)


def decoder_of(weights: Mapping[str, torch.Tensor]) -> Decoder:
    """A decoder of these weights' sizes, without the weights: those shipped before were narrower."""
    blocks = sum(name.startswith("a") and name.endswith(".conv1.weight") for name in weights)
    return Decoder(weights["conv_in.weight"].shape[0], weights["out.weight"].shape[1], blocks)


class MeanEncoder(nn.Module):
    """The encoder as it is exported: pictures -> mean latents, nothing else."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, sample: torch.Tensor) -> torch.Tensor:
        mean: torch.Tensor = self.encoder(sample)[0]
        return mean
