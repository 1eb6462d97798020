"""What the student learns: where its teacher is after a quarter of the way, by one call instead of several guided ones."""

from __future__ import annotations

import torch
from torch import nn

from training.diffusion.ddim import ddim
from training.diffusion.schedule import alphas_bar, trailing_timesteps

#: Calls of the student, at timesteps 999, 749, 499 and 249: DDIM's, of as many steps.
STEPS = 4


@torch.no_grad()
def guided_trajectories(
    unet: nn.Module,
    noise: torch.Tensor,
    prompted: torch.Tensor,
    unprompted: torch.Tensor,
    steps: int,
    guidance: float,
    half: bool,
) -> torch.Tensor:
    """fp16 [B, 5, 4, 32, 32]: the noise and where the teacher is after each quarter of its `steps`, a multiple of 4.

    With `half` it computes in bfloat16.
    """
    if steps % STEPS:
        raise ValueError(f"Expected a multiple of {STEPS} steps, found {steps}.")
    with torch.autocast(noise.device.type, torch.bfloat16, enabled=half):
        walked = list(ddim(unet, noise, prompted, unprompted, steps, guidance))
    each = steps // STEPS
    return torch.stack([noise, *walked[each - 1 :: each]], 1).half()


class Jumps:
    """The student's steps as tensors on one device."""

    def __init__(self, device: torch.device | str) -> None:
        self.timesteps = trailing_timesteps(STEPS).to(device)
        levels = alphas_bar()[trailing_timesteps(STEPS)]
        self._levels = torch.cat([levels, levels.new_ones(1)]).to(device)

    def target(self, start: torch.Tensor, end: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        """The velocity at `start` with which DDIM's step number `step` [B] ends on `end`; latents [B, 4, H, W].

        Salimans and Ho, "Progressive Distillation for Fast Sampling of Diffusion Models" (arXiv 2202.00512), appendix G.
        """
        here, there = (self._levels[step + offset].view(-1, 1, 1, 1) for offset in (0, 1))
        ratio = ((1 - there) / (1 - here)).sqrt()
        clean = (end - ratio * start) / (there.sqrt() - ratio * here.sqrt())
        return (here.sqrt() * start - clean) / (1 - here).sqrt()
