"""DDIM as the studio runs it: trailing timesteps, v-prediction, no noise between the steps."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from training.diffusion.schedule import ALL_TIMESTEPS, alphas_bar, trailing_timesteps


def ddim(
    unet: nn.Module,
    noise: torch.Tensor,
    prompted: torch.Tensor,
    unprompted: torch.Tensor,
    steps: int,
    guidance: float,
    part: slice = slice(None),
    guided_between: tuple[int, int] = ALL_TIMESTEPS,
) -> Iterator[torch.Tensor]:
    """The latents [B, 4, H, W] after each step, the finished ones last (Song et al., arXiv 2010.02502).

    `prompted` and `unprompted` are hidden states [B, T, 128]. Guidance 1 is none: one row a picture instead of two.
    Of the steps only `part` is taken, from `noise`, which then is a latent of that place. Timesteps within
    `guided_between`, its ends included, are guided, the others are not (Kynkäänniemi et al., arXiv 2404.07724).
    """
    x = noise
    both = torch.cat([unprompted, prompted])
    lowest, highest = guided_between
    levels = alphas_bar().to(x.device)
    timesteps = trailing_timesteps(steps).to(x.device)
    guided_steps = [guidance != 1 and lowest <= number <= highest for number in timesteps.tolist()]
    ends = torch.cat([levels[timesteps[1:]], levels.new_ones(1)])
    for timestep, guided, start, end in zip(timesteps[part], guided_steps[part], levels[timesteps][part], ends[part]):
        rows = torch.cat([x, x]) if guided else x
        predicted = unet(rows, timestep.expand(len(rows)), both if guided else prompted).float()
        if guided:
            negative, positive = predicted.chunk(2)
            predicted = negative + guidance * (positive - negative)
        x = ddim_step(x, predicted, start, end)
        yield x


def ddim_step(x: torch.Tensor, velocity: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
    """From noise level ᾱ = `start` to `end`, both of a shape that broadcasts to x."""
    clean = start.sqrt() * x - (1 - start).sqrt() * velocity
    noise = (1 - start).sqrt() * x + start.sqrt() * velocity
    return end.sqrt() * clean + (1 - end).sqrt() * noise
