"""Where pairs of picture and mask come from: scenes of the world, or a folder in PASCAL VOC's layout."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image
import torch

from training.fit.step_random import step_generators
from training.world.background import SIDE
from training.world.classes import MASK_VALUES, VOID
from training.world.scene import World
from training.world.seeds import JUDGE_SEEDS, training_seeds

Batch = tuple[torch.Tensor, torch.Tensor]


class Pairs(Protocol):
    """Gives batches: pictures fp32 [B, 3, 128, 128] in -1 … 1 and masks int64 [B, 128, 128] (255 is void)."""

    def batch(self, step: int, size: int) -> Batch:
        """The batch of a step; the same step gives the same batch."""


class ScenePairs:
    """Every batch is made of scenes not seen before, of the training range that begins at `first_seed`."""

    def __init__(self, world: World, first_seed: int = JUDGE_SEEDS) -> None:
        self._world = world
        self._first_seed = first_seed

    def batch(self, step: int, size: int) -> Batch:
        return scene_batch(self._world, training_seeds(self._first_seed, step * size, size))


class StoredPairs:
    """A fixed set of pairs in memory: `pictures` u8 [N, 128, 128, 3], `masks` u8 [N, 128, 128]."""

    def __init__(self, pictures: np.ndarray, masks: np.ndarray, seed: int) -> None:
        self.pictures = pictures
        self.masks = masks
        self._seed = seed

    def batch(self, step: int, size: int) -> Batch:
        rng, _ = step_generators(self._seed, step)
        chosen = rng.integers(0, len(self.pictures), size)
        return pictures_to_tensor(self.pictures[chosen]), torch.from_numpy(self.masks[chosen]).long()


def scene_batch(world: World, seeds: range) -> Batch:
    """The scenes of some seeds as a batch."""
    scenes = [world.scene(seed) for seed in seeds]
    masks = np.stack([scene.mask for scene in scenes])
    return pictures_to_tensor(np.stack([scene.picture for scene in scenes])), torch.from_numpy(masks).long()


def stored_scenes(world: World, count: int, seed: int) -> StoredPairs:
    """The first `count` scenes of the judge's range, as a set of its own."""
    scenes = [world.scene(number) for number in training_seeds(JUDGE_SEEDS, 0, count)]
    return StoredPairs(
        np.stack([scene.picture for scene in scenes]), np.stack([scene.mask for scene in scenes]), seed
    )


def pictures_to_tensor(pictures: np.ndarray) -> torch.Tensor:
    """u8 [B, H, W, 3] -> fp32 [B, 3, H, W] in -1 … 1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def load_voc(folder: Path, image_set: str, seed: int) -> StoredPairs:
    """Reads a folder in VOC's layout (JPEGImages, SegmentationClass, ImageSets/Segmentation), or its VOCdevkit/VOC2012.

    ValueError when a file is no 128×128 picture or a mask has a value that is neither a class nor void.
    """
    root = next((path for path in (folder, folder / "VOCdevkit/VOC2012") if (path / "JPEGImages").is_dir()), None)
    if root is None:
        raise ValueError(f"Expected JPEGImages in {folder} or its VOCdevkit/VOC2012, found none. Unpack the export.")
    stems = (root / f"ImageSets/Segmentation/{image_set}.txt").read_text().split()
    if not stems:
        raise ValueError(f"Expected stems in ImageSets/Segmentation/{image_set}.txt, found none. Name another set.")
    pictures = [_read_image(root / f"JPEGImages/{stem}.jpg", "RGB") for stem in stems]
    masks = [_read_image(root / f"SegmentationClass/{stem}.png", "P") for stem in stems]
    for stem, mask in zip(stems, masks):
        wrong = [int(value) for value in np.unique(mask) if value >= MASK_VALUES and value != VOID]
        if wrong:
            expected = f"0 … {MASK_VALUES - 1} and {VOID}"
            raise ValueError(f"Expected {expected} in the mask {stem}, found {wrong}. Export with VOC's classes.")
    return StoredPairs(np.stack(pictures), np.stack(masks), seed)


def _read_image(path: Path, mode: str) -> np.ndarray:
    with Image.open(path) as image:
        if image.size != (SIDE, SIDE):
            raise ValueError(f"Expected {SIDE}×{SIDE} pixels, found {image.size[0]}×{image.size[1]} in {path}.")
        if mode == "P" and image.mode != "P":
            raise ValueError(f"Expected a palette PNG, found mode {image.mode} in {path}.")
        return np.array(image.convert(mode))
