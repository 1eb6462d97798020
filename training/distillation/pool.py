"""The latest strides, each of which the student sees several times: the teacher's calls are what costs."""

from __future__ import annotations

import torch

from training.distillation.steps import STEPS


class StridePool:
    """A ring of the strides of `capacity` pictures: starts and ends fp16 [4, 4, 32, 32], token ids int64 [32], on one device."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: dict[str, torch.Tensor] = {}
        #: Pictures that ever came in.
        self.made = 0

    def __len__(self) -> int:
        return min(self.made, self._capacity)

    def add(self, starts: torch.Tensor, ends: torch.Tensor, ids: torch.Tensor) -> None:
        """Strides fp16 [B, 4, 4, 32, 32] and ids [B, 32], over the oldest where it is full."""
        new = {"starts": starts, "ends": ends, "ids": ids}
        if not self._kept:
            self._kept = {name: tensor.new_empty(self._capacity, *tensor.shape[1:]) for name, tensor in new.items()}
        places = (torch.arange(len(ids), device=ids.device) + self.made) % self._capacity
        for name, tensor in new.items():
            self._kept[name][places] = tensor
        self.made += len(ids)

    def draw(self, count: int, random: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Starts and ends of strides fp32 [count, 4, 32, 32], the strides' numbers int64 [count], and ids [count, 32]."""
        device = random.device
        chosen = torch.randint(len(self), (count,), generator=random, device=device)
        step = torch.randint(STEPS, (count,), generator=random, device=device)
        starts, ends, ids = (self._kept[name] for name in ("starts", "ends", "ids"))
        return starts[chosen, step].float(), ends[chosen, step].float(), step, ids[chosen]

    def state(self) -> dict[str, torch.Tensor]:
        """For a checkpoint; `add(**state)` to an empty pool brings it back. Copies: a checkpoint of a view holds all that it is a view of."""
        return {name: tensor[: len(self)].clone() for name, tensor in self._kept.items()}
