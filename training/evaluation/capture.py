"""Records the UNet's attention for the class prompt while it denoises a re-noised picture.

Self-attention is recorded as it is. Cross-attention is recorded as Dataset Diffusion defines it (arXiv 2309.14303): the
site's own queries, with keys of the class prompt encoded on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from training.diffusion.schedule import add_noise, alphas_bar
from training.model.attention import Attention, attention_probabilities, BasicTransformerBlock
from training.model.parts import ModelParts
from training.model.unet import UNet2DConditionModel
from training.world.caption import class_labels, compose_prompt
from training.world.scene import Scene

#: Early and late timesteps say little about where things are.
TIMESTEPS = (250, 450, 650)

_BATCH = 16


@dataclass
class AttentionRecord:
    """Means over heads, sites and timesteps, by token count N: self maps fp32 [N, N], cross maps fp32 [N, 32]."""

    self_maps: dict[int, torch.Tensor] = field(default_factory=dict)
    cross_maps: dict[int, torch.Tensor] = field(default_factory=dict)


@dataclass
class _Sums:
    totals: dict[tuple[str, int], torch.Tensor] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, probabilities: torch.Tensor) -> None:
        """Takes in [B, heads, N, M]."""
        mean = probabilities.mean(1)
        key = kind, mean.shape[1]
        self.totals[key] = self.totals[key] + mean if key in self.totals else mean
        self.counts[key] += 1

    def record(self, index: int) -> AttentionRecord:
        """The record of one picture of the batch."""
        found = AttentionRecord()
        for (kind, tokens), total in self.totals.items():
            maps = found.self_maps if kind == "self" else found.cross_maps
            maps[tokens] = total[index] / self.counts[kind, tokens]
        return found


@torch.no_grad()
def capture_attention(parts: ModelParts, scenes: list[Scene], seed: int = 0) -> list[AttentionRecord]:
    """A record for each scene: its picture is encoded, re-noised at TIMESTEPS and shown to the UNet with its prompt."""
    records: list[AttentionRecord] = []
    for start in range(0, len(scenes), _BATCH):
        batch = scenes[start:start + _BATCH]
        random = torch.Generator().manual_seed(seed + start)
        records += _capture_batch(parts, batch, random)
    return records


def _capture_batch(parts: ModelParts, scenes: list[Scene], random: torch.Generator) -> list[AttentionRecord]:
    pictures = torch.from_numpy(np.stack([scene.picture for scene in scenes])).permute(0, 3, 1, 2).float()
    latents = parts.encoder(pictures / 127.5 - 1)[0] * parts.scaling_factor
    prompts = parts.encode_prompts([compose_prompt(5, scene.caption, scene.classes) for scene in scenes])
    class_prompts = parts.encode_prompts([class_labels(scene.classes) for scene in scenes])
    levels = alphas_bar()
    with _recording(parts.unet, class_prompts) as sums:
        for timestep in TIMESTEPS:
            noise = torch.randn(latents.shape, generator=random)
            noisy = add_noise(latents, noise, levels[timestep].repeat(len(scenes)))
            parts.unet(noisy, torch.full((len(scenes),), timestep), prompts)
    return [sums.record(index) for index in range(len(scenes))]


@contextmanager
def _recording(unet: UNet2DConditionModel, class_prompts: torch.Tensor) -> Iterator[_Sums]:
    sums = _Sums()

    def on_self(module: Attention, inputs: tuple[Any, ...]) -> None:
        tokens = inputs[0]
        sums.add("self", _probabilities(module, tokens, tokens))

    def on_cross(module: Attention, inputs: tuple[Any, ...]) -> None:
        sums.add("cross", _probabilities(module, inputs[0], class_prompts))

    blocks = [module for module in unet.modules() if isinstance(module, BasicTransformerBlock)]
    hooks = [block.attn1.register_forward_pre_hook(on_self) for block in blocks]
    hooks += [block.attn2.register_forward_pre_hook(on_cross) for block in blocks]
    try:
        yield sums
    finally:
        for hook in hooks:
            hook.remove()


def _probabilities(module: Attention, tokens: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
    return attention_probabilities(
        module.split_heads(module.to_q(tokens)), module.split_heads(module.to_k(context))
    )
