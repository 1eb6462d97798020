"""Which way of computing a step is used: the fastest of those whose loss and gradients are right on this card, tried in seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
import math
import time

import torch

from training.cuda.graphs import recorded
from training.fit.gradients import alone, Step
from training.fit.json_log import JsonLog
from training.model.attention import Attention

#: bfloat16 and another order of sums leave so much; a kernel that is wrong leaves more, or no numbers.
_LOSS_TOLERANCE = 0.02
_LEAST_COSINE = 0.98
_TIMED_CALLS = 8


def best_way(
    step: Step, parameters: Sequence[torch.Tensor], examples: Sequence[torch.Tensor], plain: bool, log: JsonLog
) -> Step:
    """`step` with the gradients of its last call alone: as it is, with fused attention, or either as a graph. `plain`: as it is.

    Attention is set to what was chosen. Fused attention leaves out cuDNN's kernels, the likely cause of gradients that were no
    numbers (PyTorch 2.11, H100).
    """
    if hasattr(torch.backends.cuda, "enable_cudnn_sdp"):
        torch.backends.cuda.enable_cudnn_sdp(False)

    def attending(fused: bool) -> Step:
        def call(*inputs: torch.Tensor) -> torch.Tensor:
            Attention.fused = fused
            return step(*inputs)

        return call

    as_it_is = alone(attending(False), parameters)
    if plain:
        Attention.fused = False
        return as_it_is
    name, chosen = fastest_sound(
        {
            "plain": lambda: as_it_is,
            "fused": lambda: alone(attending(True), parameters),
            "plain graph": lambda: recorded(attending(False), parameters, examples),
            "fused graph": lambda: recorded(attending(True), parameters, examples),
        },
        examples,
        parameters,
        log,
    )
    Attention.fused = name.startswith("fused")
    return chosen


def fastest_sound(
    ways: Mapping[str, Callable[[], Step]],
    inputs: Sequence[torch.Tensor],
    parameters: Sequence[torch.Tensor],
    log: JsonLog,
) -> tuple[str, Step]:
    """Name and step of the fastest of `ways` that computes what the first of them does; the first is taken to be right.

    Each way is made when its turn comes, may raise, and is let go before the next where it is not the fastest so far.
    """
    best: tuple[float, str, Step] | None = None
    truth: tuple[float, torch.Tensor] | None = None
    for name, make in ways.items():
        try:
            step = make()
            loss, gradient = step(*inputs).item(), _direction(parameters)
            truth = truth or (loss, gradient)
            cosine = float(gradient @ truth[1])
            sound = abs(loss - truth[0]) <= _LOSS_TOLERANCE * abs(truth[0]) and cosine >= _LEAST_COSINE
            seconds = _timed(step, inputs)
            numbers = {"loss": loss, "cosine": cosine, "step_seconds": seconds}
            log.write("way", name=name, sound=sound, **{key: number for key, number in numbers.items() if math.isfinite(number)})
        except Exception as error:  # noqa: BLE001 - compilers and drivers fail in many ways, and one way is left
            if truth is None:
                raise
            log.write("way_failed", name=name, error=str(error)[:500])
            continue
        if sound and (best is None or seconds < best[0]):
            best = seconds, name, step
    if best is None:
        raise FloatingPointError("Expected numbers as loss and gradients, found others. Lower --rate or start from other weights.")
    for parameter in parameters:
        parameter.grad = None
    log.write("way_chosen", name=best[1])
    return best[1], best[2]


def _direction(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """The gradient of all parameters as one vector of length 1; not numbers where one of them is not."""
    flat = torch.cat([parameter.grad.flatten().float() for parameter in parameters if parameter.grad is not None])
    return flat / flat.norm()


def _timed(step: Step, inputs: Sequence[torch.Tensor]) -> float:
    """Seconds a call; reading the loss waits for the card."""
    step(*inputs).item()
    start = time.perf_counter()
    for _ in range(_TIMED_CALLS):
        loss = step(*inputs)
    loss.item()
    return (time.perf_counter() - start) / _TIMED_CALLS
