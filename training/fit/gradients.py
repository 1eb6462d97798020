"""A step of training as a function, so that it can be computed in several ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

#: Tensors of one batch in, the loss out; adds to the parameters' gradients.
Step = Callable[..., torch.Tensor]


def alone(step: Step, parameters: Sequence[torch.Tensor]) -> Step:
    """`step` with nothing but the gradients of its last call in the parameters."""

    def call(*inputs: torch.Tensor) -> torch.Tensor:
        for parameter in parameters:
            parameter.grad = None
        return step(*inputs)

    return call
