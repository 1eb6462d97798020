"""The optimiser of every network of the diffusion model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

_VERSION = tuple(int(number) for number in torch.__version__.split(".")[:2])


def _one_kernel(parameters: Sequence[torch.Tensor]) -> bool:
    """All of a step in one kernel, which takes a third of the time; on processors since PyTorch 2.4."""
    return parameters[0].is_cuda or _VERSION >= (2, 4)


def new_adamw(parameters: Sequence[torch.Tensor], weight_decay: float = 0.01) -> torch.optim.Optimizer:
    """AdamW (arXiv 1711.05101) of β = 0.9, 0.98. Every step sets the rate."""
    at_once = {"fused": True} if _one_kernel(parameters) else {}
    return torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.98), weight_decay=weight_decay, **at_once)


def load_adamw(optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Goes on from a stored state, with the kernel of this machine and not of the one that stored it."""
    kernels = [group.get("fused") for group in optimizer.param_groups]
    optimizer.load_state_dict(state)
    for group, fused in zip(optimizer.param_groups, kernels):
        group["fused"] = fused
