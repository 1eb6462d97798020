"""Latents of the training scenes, encoded once and kept: training then never touches a pixel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.json_log import JsonLog
from training.model.autoencoder import DOWNSCALE, Encoder, LATENT_CHANNELS
from training.world.background import SIDE
from training.world.scene import World
from training.world.seeds import DIFFUSION_SEEDS, training_seeds

LATENT_SIDE = SIDE // DOWNSCALE
_BATCH = 64


@dataclass(frozen=True)
class LatentSet:
    """`latents` fp16 [N, 4, 32, 32], not yet scaled; `masks` u8 [N, 32, 32], every fourth pixel of the exact masks."""

    latents: torch.Tensor
    masks: torch.Tensor
    captions: list[str]
    classes: list[list[str]]
    places: list[str]

    @property
    def scaling_factor(self) -> float:
        """1 / standard deviation."""
        return 1 / self.latents.float().std().item()

    @cached_property
    def scenes_of(self) -> dict[int, np.ndarray]:
        """Which scenes show so many classes: int64 [count of them]."""
        counts = np.array([len(names) for names in self.classes])
        return {int(count): np.flatnonzero(counts == count) for count in np.unique(counts)}


@torch.no_grad()
def encode_scenes(world: World, encoder: Encoder, count: int) -> LatentSet:
    """Encodes the first `count` training scenes."""
    latents = torch.empty(count, LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE, dtype=torch.float16)
    masks = torch.empty(count, LATENT_SIDE, LATENT_SIDE, dtype=torch.uint8)
    found = LatentSet(latents, masks, [], [], [])
    centre = DOWNSCALE // 2
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        scenes = [world.scene(seed) for seed in training_seeds(DIFFUSION_SEEDS, start, size)]
        pictures = torch.from_numpy(np.stack([scene.picture for scene in scenes])).permute(0, 3, 1, 2)
        latents[start:start + size] = encoder(pictures.float() / 127.5 - 1)[0].half()
        exact = np.stack([scene.mask for scene in scenes])
        masks[start:start + size] = torch.from_numpy(exact[:, centre::DOWNSCALE, centre::DOWNSCALE])
        found.captions.extend(scene.caption for scene in scenes)
        found.classes.extend(scene.classes for scene in scenes)
        found.places.extend(scene.place for scene in scenes)
    return found


def stored_latents(folder: Path, world: World, encoder: Encoder, count: int, log: JsonLog) -> LatentSet:
    """`encode_scenes`, kept in `folder` by world, count and encoder, so that none gets the latents of another."""
    path = folder / f"latents-{world.name}-{count}-{_fingerprint(encoder)}.pt"
    if path.is_file():
        return LatentSet(**load_checkpoint(path))
    log.write("encode_scenes", scenes=count)
    found = encode_scenes(world, encoder, count)
    save_checkpoint(path, {field.name: getattr(found, field.name) for field in fields(found)})
    return found


def _fingerprint(encoder: Encoder) -> str:
    digest = hashlib.sha256()
    for tensor in encoder.state_dict().values():
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()[:12]
