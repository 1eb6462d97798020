"""Scenes for a large training set, drawn by many cores at once into files that all processes see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import multiprocessing
from pathlib import Path
import time

import numpy as np

from training.judge.spoil import spoiled_scene
from training.tokenizer.tokenizer import POSITIONS, Tokenizer
from training.world.background import SIDE
from training.world.caption import draw_prompt
from training.world.scene import World
from training.world.seeds import DIFFUSION_SEEDS, JUDGE_SEEDS, training_seeds

#: Prompts drawn for each scene, as token ids.
VARIANTS = 4
_CHUNK = 256


@dataclass(frozen=True)
class SceneSet:
    """`pictures` u8 [N, 128, 128, 3]; `labels` of the kind that was asked for."""

    pictures: np.ndarray
    labels: np.ndarray


def draw_prompted_scenes(world: World, tokenizer: Tokenizer, count: int, workers: int, deadline: float, scratch: Path) -> SceneSet:
    """The first `count` scenes of the diffusion model, or as many as time allows; labels are token ids i16 [N, 4, 32]."""

    def draw(start: int, size: int) -> Iterator[tuple[np.ndarray, object]]:
        for seed in training_seeds(DIFFUSION_SEEDS, start, size):
            scene = world.scene(seed)
            rng = np.random.default_rng([seed, 1])
            prompts = [draw_prompt(rng, scene.caption, scene.classes) for _ in range(VARIANTS)]
            yield scene.picture, tokenizer.encode_all(prompts)

    return _draw_all(draw, count, (VARIANTS, POSITIONS), np.int16, workers, deadline, scratch / "prompted")


def draw_judged_scenes(world: World, count: int, workers: int, deadline: float, scratch: Path) -> SceneSet:
    """The first `count` scenes of the judge, some objects spoiled; labels are masks u8 [N, 128, 128]."""

    def draw(start: int, size: int) -> Iterator[tuple[np.ndarray, object]]:
        for seed in training_seeds(JUDGE_SEEDS, start, size):
            yield spoiled_scene(world, seed)

    return _draw_all(draw, count, (SIDE, SIDE), np.uint8, workers, deadline, scratch / "judged")


def _draw_all(
    draw: Callable[[int, int], Iterator[tuple[np.ndarray, object]]],
    count: int,
    label_shape: tuple[int, ...],
    label_type: type[np.generic],
    workers: int,
    deadline: float,
    folder: Path,
) -> SceneSet:
    """`deadline` is by time.monotonic. Chunks that it cuts out leave no gap."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = np.memmap(folder / "pictures.u8", np.uint8, "w+", shape=(count, SIDE, SIDE, 3))
    labels = np.memmap(folder / "labels.bin", label_type, "w+", shape=(count, *label_shape))
    starts = list(range(0, count, _CHUNK))
    context = multiprocessing.get_context("fork")
    following = context.Value("q", 0)
    done = context.Array("b", len(starts))

    def work() -> None:
        while time.monotonic() < deadline:
            with following.get_lock():
                chunk = following.value
                following.value += 1
            if chunk >= len(starts):
                return
            start = starts[chunk]
            for index, (picture, label) in enumerate(draw(start, min(_CHUNK, count - start)), start):
                pictures[index], labels[index] = picture, label
            done[chunk] = 1

    processes = [context.Process(target=work) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    kept = 0
    for start in (start for chunk, start in enumerate(starts) if done[chunk]):
        size = min(_CHUNK, count - start)
        if start != kept:
            pictures[kept:kept + size], labels[kept:kept + size] = pictures[start:start + size], labels[start:start + size]
        kept += size
    return SceneSet(pictures[:kept], labels[:kept])
