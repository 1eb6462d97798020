"""The teacher's latest trajectories, each of which the student sees several times: the teacher's calls are what costs."""

from __future__ import annotations

import torch

from training.distillation.steps import STEPS


class TrajectoryPool:
    """A ring of `capacity` trajectories fp16 [5, 4, 32, 32] with token ids int64 [32], on one device."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._latents = torch.empty(0)
        self._ids = torch.empty(0)
        #: How many ever came in.
        self.made = 0

    def __len__(self) -> int:
        return min(self.made, self._capacity)

    def add(self, latents: torch.Tensor, ids: torch.Tensor) -> None:
        """Trajectories fp16 [B, 5, 4, 32, 32] and ids [B, 32], over the oldest where it is full."""
        if self.made == 0:
            self._latents = latents.new_empty(self._capacity, *latents.shape[1:])
            self._ids = ids.new_empty(self._capacity, *ids.shape[1:])
        places = (torch.arange(len(latents), device=latents.device) + self.made) % self._capacity
        self._latents[places], self._ids[places] = latents, ids
        self.made += len(latents)

    def draw(self, count: int, random: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Starts and ends of steps fp32 [count, 4, 32, 32], the steps' numbers int64 [count], and ids [count, 32]."""
        device = random.device
        chosen = torch.randint(len(self), (count,), generator=random, device=device)
        step = torch.randint(STEPS, (count,), generator=random, device=device)
        return self._latents[chosen, step].float(), self._latents[chosen, step + 1].float(), step, self._ids[chosen]

    def state(self) -> dict[str, torch.Tensor]:
        """For a checkpoint; `add(**state)` to an empty pool brings it back."""
        return {"latents": self._latents[: len(self)], "ids": self._ids[: len(self)]}
