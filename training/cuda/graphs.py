"""A step recorded once and replayed: a card that waits for thousands of small kernels, one call each, is half idle."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.fit.gradients import alone, Step

#: Libraries choose their kernels in the first calls, which must not be recorded.
_WARMUP_CALLS = 3


def recorded(step: Step, parameters: Sequence[torch.Tensor], examples: Sequence[torch.Tensor]) -> Step:
    """`step` as a CUDA graph for inputs of the shapes of `examples`; RuntimeError where that cannot be.

    Its loss and gradients lie in memory of the graph and are written anew by every call: read them before the next one, and never
    set a gradient to None. `step` must not wait for the card, nor draw random numbers.
    """
    if not torch.cuda.is_available():
        raise RuntimeError("Expected a CUDA device to record a graph, found none.")
    inputs = [example.clone() for example in examples]
    call = alone(step, parameters)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(_WARMUP_CALLS):
            call(*inputs)
    torch.cuda.current_stream().wait_stream(side)
    # Gradients that are None when recording begins are made in the graph's memory, and each replay writes over them.
    for parameter in parameters:
        parameter.grad = None
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step(*inputs)
    gradients = [parameter.grad for parameter in parameters]

    def replay(*given: torch.Tensor) -> torch.Tensor:
        for own, new in zip(inputs, given):
            own.copy_(new)
        graph.replay()
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        return loss

    return replay
