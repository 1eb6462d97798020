"""Pictures measured as pictures: whether they show what was asked for, and how far their kind is from real scenes' kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from training.diffusion.preview import sample
from training.diffusion.schedule import ALL_TIMESTEPS
from training.judge.measure import present_classes
from training.judge.network import Segmenter
from training.judge.pairs import pictures_to_tensor
from training.model.parts import ModelParts
from training.world.caption import compose_prompt
from training.world.classes import CLASSES
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS

#: Caption and class labels, as the studio writes prompts.
_PROMPT_STYLE = 5


@dataclass(frozen=True)
class PictureScore:
    """`seen`: share of requested classes that the judge finds; `seen_of`: the same where so many were requested. `right`: share of right answers to "is class c there?" for all
    twenty. `frechet`: distance to real scenes in the judge's features."""

    pictures: int
    seen: float
    seen_interval: tuple[float, float]
    seen_of: dict[int, float]
    right: float
    frechet: float


@dataclass(frozen=True)
class HeldOut:
    """Held-out scenes: `pictures` u8 [N, 128, 128, 3], `prompts` and `classes` of each, `masks` u8 [N, 128, 128]."""

    pictures: np.ndarray
    masks: np.ndarray
    prompts: list[str]
    classes: list[list[str]]


def held_out(world: World, count: int, first: int = 0) -> HeldOut:
    """`count` held-out scenes from number `first` on."""
    scenes = [world.scene(HELD_OUT_SEEDS + index) for index in range(first, first + count)]
    return HeldOut(
        np.stack([scene.picture for scene in scenes]),
        np.stack([scene.mask for scene in scenes]),
        [compose_prompt(_PROMPT_STYLE, scene.caption, scene.classes) for scene in scenes],
        [scene.classes for scene in scenes],
    )


def draw_pictures(
    parts: ModelParts, prompts: list[str], steps: int, guidance: float, batch: int, guided_between: tuple[int, int] = ALL_TIMESTEPS
) -> np.ndarray:
    """u8 [N, 128, 128, 3], where the parts are; every batch has noise of its own."""
    return np.concatenate([
        sample(parts, prompts[start:start + batch], steps, guidance, start, guided_between)
        for start in range(0, len(prompts), batch)
    ])


def score_pictures(judge: Segmenter, pictures: np.ndarray, asked: list[list[str]], real: np.ndarray) -> PictureScore:
    """Pictures u8 [N, 128, 128, 3] that were asked to show these classes, beside real ones u8 [M, 128, 128, 3]."""
    masks, features = look(judge, pictures)
    _, real_features = look(judge, real)
    present = np.stack([present_classes(mask) for mask in masks])
    wanted = np.array([[name in classes for name in CLASSES] for classes in asked])
    seen = [present[index][wanted[index]] for index in range(len(asked))]
    return PictureScore(
        len(pictures),
        float(np.concatenate(seen).mean()),
        _interval(seen),
        {count: float(np.concatenate([answers for answers in seen if len(answers) == count]).mean())
         for count in sorted({len(answers) for answers in seen} - {0})},
        float((present == wanted).mean()),
        frechet_distance(features, real_features),
    )


@torch.no_grad()
def look(judge: Segmenter, pictures: np.ndarray, batch: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Masks u8 [N, 128, 128] and features fp64 [N, 320]: means over the places of the two deepest levels of its way down."""
    device = next(judge.parameters()).device
    masks, features = [], []
    for start in range(0, len(pictures), batch):
        x = pictures_to_tensor(pictures[start:start + batch]).to(device)
        masks.append(judge(x).argmax(1).to(torch.uint8).cpu().numpy())
        deep = judge.features(x)[-2:]
        features.append(torch.cat([level.mean((2, 3)) for level in deep], 1).double().cpu().numpy())
    return np.concatenate(masks), np.concatenate(features)


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Of two normal distributions with the means and covariances of features [N, D] and [M, D] (Heusel et al., arXiv 1706.08500)."""
    spread_a, spread_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # The root of the product has the trace of the root of √A·B·√A, which is symmetric.
    values, vectors = np.linalg.eigh(spread_a)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ spread_b @ root).clip(0)).sum()
    means = ((a.mean(0) - b.mean(0)) ** 2).sum()
    return float(means + np.trace(spread_a) + np.trace(spread_b) - 2 * cross)


def _interval(by_picture: list[np.ndarray], rounds: int = 1000) -> tuple[float, float]:
    """95 % of bootstrapped means over pictures."""
    right = np.array([answers.sum() for answers in by_picture])
    count = np.array([len(answers) for answers in by_picture])
    chosen = np.random.default_rng(0).integers(0, len(right), (rounds, len(right)))
    means = right[chosen].sum(1) / count[chosen].sum(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
