"""Batches of latents and prompts: whole scenes, or windows around an object of them.

Windows keep the size of the drawings and cost about half, so that a young model sees twice as many objects an hour. They hold
whole objects: windows that cut them taught quarters of dogs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from training.diffusion.latents import LATENT_SIDE, LatentSet
from training.world.caption import draw_prompt, write_caption
from training.world.classes import class_value
from training.world.places import PLACES

#: Share of pictures with an empty prompt, which guidance needs (Ho and Salimans, arXiv 2207.12598).
_UNPROMPTED_SHARE = 0.1

#: In latent pixels.
WINDOW_SIDE = 24
#: Windows in a step for each scene, at about equal cost.
WINDOWS_A_SCENE = 2
#: A class counts as visible in a window with more than so many latent pixels and so much of all it has in the scene.
_VISIBLE_PIXELS = 8
_VISIBLE_SHARE = 0.3

Batch = tuple[torch.Tensor, list[str]]


def choose_scenes(data: LatentSet, count: int, rng: np.random.Generator, class_shares: Sequence[float] | None) -> np.ndarray:
    """Numbers of `count` scenes. `class_shares`: how many of them shall show one class, two, three …; None: as the world draws them."""
    if class_shares is None:
        return rng.integers(0, len(data.latents), count)
    groups = rng.choice(len(class_shares), count, p=class_shares)
    return np.array([rng.choice(data.scenes_of[group + 1]) for group in groups])


def draw_scenes(
    data: LatentSet, count: int, rng: np.random.Generator, class_shares: Sequence[float] | None = None
) -> Batch:
    """Latents fp32 [count, 4, 32, 32], not yet scaled, and a prompt for each; `class_shares` as in `choose_scenes`."""
    return scenes_with_prompts(data, choose_scenes(data, count, rng, class_shares), rng)


def scenes_with_prompts(data: LatentSet, chosen: np.ndarray, rng: np.random.Generator) -> Batch:
    """The latents of these scenes and a prompt for each."""
    prompts = [
        "" if rng.random() < _UNPROMPTED_SHARE else draw_prompt(rng, data.captions[index], data.classes[index])
        for index in chosen
    ]
    return data.latents[torch.from_numpy(chosen)].float(), prompts


def draw_windows(data: LatentSet, count: int, rng: np.random.Generator) -> Batch:
    """Latents fp32 [count, 4, 24, 24] that hold all of a class where it fits, and prompts of the classes that they show."""
    windows: list[torch.Tensor] = []
    prompts: list[str] = []
    for index in rng.integers(0, len(data.latents), count):
        mask = data.masks[index].numpy()
        rows, columns = _window_of_a_class(mask, rng)
        window = mask[rows, columns]
        windows.append(data.latents[index, :, rows, columns].float())
        visible = [name for name in data.classes[index] if _is_visible(class_value(name), window, mask)]
        if not visible or rng.random() < _UNPROMPTED_SHARE:
            prompts.append("")
            continue
        prompts.append(draw_prompt(rng, _caption_of(data, index, visible, rng), visible))
    return torch.stack(windows), prompts


def _caption_of(data: LatentSet, index: int, visible: list[str], rng: np.random.Generator) -> str:
    """The scene's own caption, which may count, where all of its classes are visible."""
    if len(visible) == len(data.classes[index]):
        return data.captions[index]
    return write_caption(rng, visible, dict.fromkeys(visible, 1), PLACES[data.places[index]].phrases)


def _window_of_a_class(mask: np.ndarray, rng: np.random.Generator) -> tuple[slice, slice]:
    classes = np.unique(mask[mask > 0])
    if not len(classes):
        return _span(LATENT_SIDE // 2, LATENT_SIDE // 2, rng), _span(LATENT_SIDE // 2, LATENT_SIDE // 2, rng)
    rows, columns = np.nonzero(mask == rng.choice(classes))
    return _span(rows.min(), rows.max(), rng), _span(columns.min(), columns.max(), rng)


def _span(first: int, last: int, rng: np.random.Generator) -> slice:
    """A random stretch of the window's length that covers first … last if it can, and lies in the picture."""
    low, high = sorted((last - WINDOW_SIDE + 1, first))
    start = int(np.clip(rng.integers(low, high + 1), 0, LATENT_SIDE - WINDOW_SIDE))
    return slice(start, start + WINDOW_SIDE)


def _is_visible(value: int, window: np.ndarray, mask: np.ndarray) -> bool:
    return bool((window == value).sum() > max(_VISIBLE_PIXELS, _VISIBLE_SHARE * (mask == value).sum()))
