"""What the student learns: where its teacher is after a quarter of the way, by one call instead of several guided ones."""

from __future__ import annotations

import torch
from torch import nn

from training.diffusion.ddim import ddim
from training.diffusion.schedule import ALL_TIMESTEPS, alphas_bar, trailing_timesteps

#: Calls of the student, at timesteps 999, 749, 499 and 249: DDIM's, of as many steps.
STEPS = 4


@torch.no_grad()
def guided_strides(
    teacher: nn.Module,
    student: nn.Module,
    noise: torch.Tensor,
    prompted: torch.Tensor,
    unprompted: torch.Tensor,
    steps: int,
    guidance: float,
    half: bool,
    guided_between: tuple[int, int] = ALL_TIMESTEPS,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Where each quarter of the way begins and ends, fp16 [B, 4, 4, 32, 32] both: the student walks, the teacher shows the end.

    From each place that the student comes to by its own strides the teacher takes a quarter of its `steps`, a multiple of 4. On the
    teacher's own way the student would never see the places where its mistakes lead it (DAgger; Ross et al., arXiv 1011.0686).
    The teacher is guided at timesteps within `guided_between`. With `half` both compute in bfloat16.
    """
    if steps % STEPS:
        raise ValueError(f"Expected a multiple of {STEPS} steps, found {steps}.")
    each = steps // STEPS
    starts, ends = [noise], []
    with torch.autocast(noise.device.type, torch.bfloat16, enabled=half):
        for step in range(STEPS):
            quarter = slice(step * each, (step + 1) * each)
            *_, end = ddim(teacher, starts[-1], prompted, unprompted, steps, guidance, quarter, guided_between)
            ends.append(end)
            if step + 1 < STEPS:
                (start,) = ddim(student, starts[-1], prompted, unprompted, STEPS, 1, slice(step, step + 1))
                starts.append(start)
    return torch.stack(starts, 1).half(), torch.stack(ends, 1).half()


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
