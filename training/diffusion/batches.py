"""Batches of latents and prompts: whole scenes, or windows of a quarter of their area.

Windows keep the size of the drawings and cost a quarter, so that a young model sees four times as many objects an hour.
"""

from __future__ import annotations

import numpy as np
import torch

from training.diffusion.latents import LATENT_SIDE, LatentSet
from training.world.caption import draw_prompt, write_caption
from training.world.classes import class_value
from training.world.places import PLACES

#: Share of pictures with an empty prompt, which guidance needs (Ho and Salimans, arXiv 2207.12598).
_UNPROMPTED_SHARE = 0.1

_WINDOW = LATENT_SIDE // 2
#: How far inside the window the chosen object point lies.
_WINDOW_MARGIN = 3
#: A class counts as visible in a window with more than so many latent pixels and so much of all it has in the scene.
_VISIBLE_PIXELS = 8
_VISIBLE_SHARE = 0.3

Batch = tuple[torch.Tensor, list[str]]


def draw_scenes(data: LatentSet, count: int, rng: np.random.Generator) -> Batch:
    """Latents fp32 [count, 4, 32, 32], not yet scaled, and a prompt for each."""
    chosen = rng.integers(0, len(data.latents), count)
    prompts = [
        "" if rng.random() < _UNPROMPTED_SHARE else draw_prompt(rng, data.captions[index], data.classes[index])
        for index in chosen
    ]
    return data.latents[torch.from_numpy(chosen)].float(), prompts


def draw_windows(data: LatentSet, count: int, rng: np.random.Generator) -> Batch:
    """Latents fp32 [count, 4, 16, 16] around an object each, and prompts of the classes that the windows show."""
    windows: list[torch.Tensor] = []
    prompts: list[str] = []
    for index in rng.integers(0, len(data.latents), count):
        mask = data.masks[index].numpy()
        top, left = _window_corner(mask, rng)
        rows, columns = slice(top, top + _WINDOW), slice(left, left + _WINDOW)
        windows.append(data.latents[index, :, rows, columns].float())
        visible = [name for name in data.classes[index] if _is_visible(class_value(name), mask[rows, columns], mask)]
        if not visible or rng.random() < _UNPROMPTED_SHARE:
            prompts.append("")
            continue
        phrases = PLACES[data.places[index]].phrases
        caption = write_caption(rng, visible, dict.fromkeys(visible, 1), phrases)
        prompts.append(draw_prompt(rng, caption, visible))
    return torch.stack(windows), prompts


def _window_corner(mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    rows, columns = np.nonzero(mask)
    most = LATENT_SIDE - _WINDOW
    if not len(rows):
        return most // 2, most // 2
    point = rng.integers(len(rows))
    offsets = rng.integers(_WINDOW_MARGIN, _WINDOW - _WINDOW_MARGIN, 2)
    top, left = np.clip([rows[point] - offsets[0], columns[point] - offsets[1]], 0, most)
    return int(top), int(left)


def _is_visible(value: int, window: np.ndarray, mask: np.ndarray) -> bool:
    return bool((window == value).sum() > max(_VISIBLE_PIXELS, _VISIBLE_SHARE * (mask == value).sum()))
