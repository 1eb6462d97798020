"""`python3 -m training.reference`: a picture and its masks, made the way reference implementations of the paper work.

Every attention map of every site and step is kept until the picture is done, with all heads, self-attention and cross-attention
alike; then maps are averaged by side, and A_S is raised to its power as a matrix. This is the peer of the studio's speed
(`npm run bench reference`). The last line is JSON: seconds of each picture with and without maps, and bytes.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
import torch.nn.functional as F

from training.diffusion.preview import sample
from training.diffusion.state import load_parts
from training.evaluation.masks import token_spans
from training.fit.options import apply_threads, usable_cores
from training.model.attention import Attention, attention_probabilities, BasicTransformerBlock
from training.model.parts import ModelParts
from training.world.background import SIDE

_CAPTION = "a cat and a chair in a room"
_CLASSES = ["cat", "chair"]
_CROSS_TOKENS = 256
_SELF_TOKENS = 1024
_TAU = 4

Maps = dict[tuple[str, int], list[torch.Tensor]]


@contextmanager
def keeping_maps(parts: ModelParts, class_prompt: torch.Tensor) -> Iterator[Maps]:
    """All maps fp32 [heads, N, M] of the conditional half, by kind and N, of each site and call in turn."""
    maps: Maps = defaultdict(list)

    def keeping(query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        probabilities = attention_probabilities(query, key)
        if probabilities.shape[-1] == probabilities.shape[-2]:
            maps["self", query.shape[-2]].append(probabilities[1].clone())
        return probabilities

    def on_cross(module: Attention, inputs: tuple[Any, ...]) -> None:
        tokens = inputs[0][1:]
        query, key = module.split_heads(module.to_q(tokens)), module.split_heads(module.to_k(class_prompt))
        maps["cross", tokens.shape[1]].append(attention_probabilities(query, key)[0])

    blocks = [module for module in parts.unet.modules() if isinstance(module, BasicTransformerBlock)]
    hooks = [block.attn2.register_forward_pre_hook(on_cross) for block in blocks]
    try:
        with patch("training.model.attention.attention_probabilities", keeping):
            yield maps
    finally:
        for hook in hooks:
            hook.remove()


def masks_of(maps: Maps, parts: ModelParts) -> torch.Tensor:
    """Scores fp32 [classes, 128, 128]: A_S to the power τ, times A_C."""
    self_map = torch.stack(maps["self", _SELF_TOKENS]).mean((0, 1))
    cross_map = torch.stack(maps["cross", _CROSS_TOKENS]).mean((0, 1))
    spans = token_spans(parts.tokenizer, _CLASSES)
    columns = torch.stack([cross_map[:, span].mean(1) for span in spans])
    side, self_side = int(_CROSS_TOKENS**0.5), int(_SELF_TOKENS**0.5)
    columns = F.interpolate(columns.view(1, -1, side, side), (self_side, self_side), mode="bicubic")
    refined = torch.linalg.matrix_power(self_map, _TAU) @ columns.view(len(spans), -1).T
    scores = refined.T.view(1, -1, self_side, self_side)
    scores = (scores - scores.amin((2, 3), True)) / (scores.amax((2, 3), True) - scores.amin((2, 3), True))
    return F.interpolate(scores, (SIDE, SIDE), mode="bicubic")[0]


@torch.no_grad()
def make_picture(parts: ModelParts, steps: int, guidance: float, keeps_maps: bool) -> int:
    """Makes one picture, and its masks where maps are kept. Returns the bytes of all maps together."""
    prompts = [f"{_CAPTION}; {' '.join(_CLASSES)}"]
    if not keeps_maps:
        sample(parts, prompts, steps, guidance)
        return 0
    with keeping_maps(parts, parts.encode_prompts([" ".join(_CLASSES)])) as maps:
        sample(parts, prompts, steps, guidance)
        masks_of(maps, parts)
        return sum(one.numel() * one.element_size() for kept in maps.values() for one in kept)


def main(arguments: list[str] | None = None) -> None:
    """Makes pictures and prints what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"), help="model folder")
    parser.add_argument("--steps", type=int, default=20, help="DDIM steps")
    parser.add_argument("--guidance", type=float, default=4.0, help="classifier-free guidance")
    parser.add_argument("--runs", type=int, default=3, help="pictures of each kind, after one to warm up")
    parser.add_argument("--threads", type=int, default=usable_cores(), help="threads of PyTorch (default: all cores)")
    options = parser.parse_args(arguments)
    apply_threads(options)
    parts = load_parts(options.model)
    for network in parts.networks.values():
        network.eval()

    def seconds(keeps_maps: bool) -> list[float]:
        make_picture(parts, options.steps, options.guidance, keeps_maps)
        times = []
        for _ in range(options.runs):
            started = time.perf_counter()
            make_picture(parts, options.steps, options.guidance, keeps_maps)
            times.append(time.perf_counter() - started)
        return times

    bare = seconds(False)
    bare_peak = _peak_bytes()
    full = seconds(True)
    map_bytes = make_picture(parts, options.steps, options.guidance, True)
    print(json.dumps({
        "torch": torch.__version__, "threads": options.threads, "seconds": full, "secondsWithoutMaps": bare,
        "mapBytes": map_bytes, "peakBytes": _peak_bytes(), "peakBytesWithoutMaps": bare_peak,
    }))


def _peak_bytes() -> int:
    """Linux counts in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
