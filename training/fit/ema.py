"""Exponential moving average of weights; pictures and masks are made with the average, not with the last step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch

MAX_DECAY = 0.9995


def ema_decay(step: int, most: float = MAX_DECAY) -> float:
    """Decay after `step` steps, at most `most`. It starts low so that the first random weights are soon forgotten."""
    return min(most, (1 + step) / (20 + step))


class WeightAverage:
    """Running average of a fixed list of tensors, which stay owned by their modules."""

    def __init__(self, tensors: Sequence[torch.Tensor], averages: Sequence[torch.Tensor] | None = None) -> None:
        self._tensors = list(tensors)
        self.averages = [tensor.detach().clone() for tensor in (averages if averages is not None else tensors)]

    @torch.no_grad()
    def update(self, step: int, most: float = MAX_DECAY) -> None:
        """Takes in the tensors as they are after `step` steps, with a decay of at most `most`."""
        decay = ema_decay(step, most)
        # One call for all: a graphics card waits for hundreds of small ones.
        torch._foreach_mul_(self.averages, decay)
        torch._foreach_add_(self.averages, [tensor.detach() for tensor in self._tensors], alpha=1 - decay)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Inside the block the modules hold the averages; afterwards their own weights again."""
        backup = [tensor.detach().clone() for tensor in self._tensors]
        self._write(self.averages)
        try:
            yield
        finally:
            self._write(backup)

    @torch.no_grad()
    def _write(self, values: Sequence[torch.Tensor]) -> None:
        for tensor, value in zip(self._tensors, values):
            tensor.copy_(value)


def float_state(module: torch.nn.Module) -> list[torch.Tensor]:
    """Parameters and floating-point buffers (batch norm's statistics) of a module, in the order of its state dict."""
    return [tensor for tensor in module.state_dict(keep_vars=True).values() if tensor.is_floating_point()]
