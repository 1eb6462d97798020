"""Random changes of a batch, so that the judge looks at shape more than at exact colours and crisp edges.

Pictures of the diffusion model are softer and noisier than composed ones; a judge that knew only crisp ones would judge
the softness.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

_COLOUR_GAIN = 0.15
_BRIGHTNESS = 0.15
_BLUR_SHARE = 0.3
_NOISE_SHARE = 0.3
_MOST_NOISE = 0.15


def augment(
    pictures: torch.Tensor, masks: torch.Tensor, random: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mirrors, recolours, softens and roughens each picture by chance; masks follow the mirroring. Shapes stay."""
    count = len(pictures)

    def uniform(*shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=random, device=random.device)

    mirrored = uniform(count) < 0.5
    pictures = torch.where(mirrored[:, None, None, None], pictures.flip(-1), pictures)
    masks = torch.where(mirrored[:, None, None], masks.flip(-1), masks)
    gain = 1 + (uniform(count, 3, 1, 1) * 2 - 1) * _COLOUR_GAIN
    pictures = pictures * gain + (uniform(count, 1, 1, 1) * 2 - 1) * _BRIGHTNESS
    soft = F.interpolate(F.avg_pool2d(pictures, 2), scale_factor=2.0, mode="bilinear", align_corners=False)
    pictures = torch.where((uniform(count) < _BLUR_SHARE)[:, None, None, None], soft, pictures)
    strength = uniform(count, 1, 1, 1) * _MOST_NOISE * (uniform(count, 1, 1, 1) < _NOISE_SHARE)
    pictures = pictures + strength * torch.randn(pictures.shape, generator=random, device=random.device)
    return pictures.clamp(-1, 1), masks
