"""Scenes: one to three classes on a backdrop, with the class of every pixel known exactly.

A scene depends on its seed alone. The order in which random numbers are drawn is part of that promise: the shipped
weights learned these scenes, and tests compare some with stored hashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from training.world.background import draw_background, SIDE
from training.world.caption import write_caption
from training.world.classes import BACKGROUND, class_value
from training.world.places import AIR, PLACES
from training.world.sprites import load_sprite_bank, SpriteBank

_Box = tuple[int, int, int, int]
#: What stands in a drawing's place; None leaves it.
Spoil = Callable[[Image.Image], "Image.Image | None"]

_PLACEMENT_TRIES = 12
#: Overlap with an earlier object, as a share of the smaller box: good at once, and too much to keep the object.
_GOOD_OVERLAP = 0.08
_WORST_OVERLAP = 0.35


@dataclass(frozen=True)
class Scene:
    """`picture` u8 [128, 128, 3]; `mask` u8 [128, 128] of 0 and 1 … 20; `classes` are VOC names, each once. `objects` u8 [128, 128]
    has the same pixels as the mask, with a number from 1 on for each object that can be seen; `object_classes` has their names."""

    picture: np.ndarray
    mask: np.ndarray
    objects: np.ndarray
    object_classes: list[str]
    caption: str
    classes: list[str]
    place: str


@dataclass(frozen=True)
class _Object:
    class_name: str
    sprite: Image.Image
    box: _Box
    mask_value: int

    @property
    def bottom(self) -> int:
        return self.box[1] + self.box[3]


class World:
    """Composes scenes from the drawings of one of the `WORLDS`."""

    def __init__(self, name: str, bank: SpriteBank) -> None:
        self.name = name
        self._bank = bank

    @classmethod
    def open(cls, folder: Path, name: str) -> World:
        """The world of a name, with drawings from a folder."""
        return cls(name, load_sprite_bank(folder, name))

    def scene(self, seed: int, spoil: Spoil | None = None) -> Scene:
        """The scene of a seed. What `spoil` puts in an object's place is drawn, but is background in the mask."""
        rng = np.random.default_rng(seed)
        place = list(PLACES)[rng.integers(len(PLACES))]
        horizon = rng.uniform(0.42, 0.66)
        picture = draw_background(rng, place, horizon)
        objects = self._arrange(rng, _draw_classes(rng, PLACES[place].classes), horizon, spoil)
        mask = np.zeros((SIDE, SIDE), np.uint8)
        numbers = np.zeros((SIDE, SIDE), np.uint8)
        in_order = sorted(objects, key=lambda item: item.bottom)
        for number, item in enumerate(in_order, 1):
            covered = _paste(rng, picture, item)
            mask[covered] = item.mask_value
            numbers[covered] = number if item.mask_value != BACKGROUND else 0
        names = [item.class_name for item in objects]
        classes = list(dict.fromkeys(names))
        counts = {name: names.count(name) for name in classes}
        caption = write_caption(rng, classes, counts, PLACES[place].phrases)
        seen, numbers = np.unique(numbers, return_inverse=True)
        shown = [in_order[number - 1].class_name for number in seen if number > 0]
        # Numbered from 1 on without gaps, where background is left.
        first = 0 if seen[0] == 0 else 1
        numbers = (numbers.reshape(SIDE, SIDE) + first).astype(np.uint8)
        return Scene(np.array(picture), mask, numbers, shown, caption, classes, place)

    def _arrange(
        self, rng: np.random.Generator, names: list[str], horizon: float, spoil: Spoil | None
    ) -> list[_Object]:
        """Objects with their boxes; one that would hide too much of the others is left out."""
        objects: list[_Object] = []
        size_factor = 1.05 if len(names) == 1 else 0.88 if len(names) < 3 else 0.72
        for name in names:
            sprite = self._draw_sprite(rng, name)
            spoiled = spoil(sprite) if spoil else None
            sprite = spoiled or sprite
            scale = SIDE * (rng.uniform(0.46, 0.74) * size_factor) / max(sprite.size)
            width, height = max(8, int(sprite.width * scale)), max(8, int(sprite.height * scale))
            overlap, box = _find_box(rng, name, width, height, horizon, [item.box for item in objects])
            if not objects or overlap <= _WORST_OVERLAP:
                objects.append(_Object(name, sprite, box, class_value(name) if spoiled is None else BACKGROUND))
        return objects

    def _draw_sprite(self, rng: np.random.Generator, name: str) -> Image.Image:
        """First the icon set, then a drawing of it: sets with many drawings of a class get no more weight."""
        sets = list(self._bank[name].values())
        drawings = sets[rng.integers(len(sets))]
        return drawings[rng.integers(len(drawings))]


def _draw_classes(rng: np.random.Generator, pool: frozenset[str]) -> list[str]:
    """Class names of a scene's objects, a class now and then twice."""
    count = rng.choice([1, 2, 3], p=[0.42, 0.42, 0.16])
    chosen = rng.choice(sorted(pool), size=min(count, len(pool)), replace=False)
    names: list[str] = []
    for name in chosen:
        copies = 2 if count < 3 and rng.random() < 0.18 else 1
        names += [str(name)] * copies
    return names


def _find_box(
    rng: np.random.Generator, name: str, width: int, height: int, horizon: float, taken: list[_Box]
) -> tuple[float, _Box]:
    """The least overlapping of a few random boxes, with its overlap."""
    best: tuple[float, _Box] | None = None
    for _ in range(_PLACEMENT_TRIES):
        x = int(rng.uniform(-0.04 * SIDE, SIDE * 1.04 - width))
        if name in AIR and (name == "aeroplane" or rng.random() < 0.6):
            y = int(rng.uniform(2, max(3, horizon * SIDE - height * 0.7)))
        else:
            highest = max(horizon * SIDE - height * 0.55, 2)
            y = int(rng.uniform(highest, max(SIDE - height - 1, horizon * SIDE - height * 0.5 + 1)))
        box = (x, y, width, height)
        overlap = max((_overlap(box, other) for other in taken), default=0.0)
        if best is None or overlap < best[0]:
            best = overlap, box
        if overlap < _GOOD_OVERLAP:
            break
    assert best is not None
    return best


def _overlap(a: _Box, b: _Box) -> float:
    """Intersection over the smaller of two boxes (x, y, width, height)."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min(a[2] * a[3], b[2] * b[3])


def _paste(rng: np.random.Generator, picture: Image.Image, item: _Object) -> np.ndarray:
    """Draws an object, mirrored or tilted by chance; tells where it is more than half opaque."""
    x, y, width, height = item.box
    sprite = item.sprite.resize((width, height), Image.LANCZOS)
    if rng.random() < 0.5:
        sprite = sprite.transpose(Image.FLIP_LEFT_RIGHT)
    if rng.random() < 0.3:
        sprite = sprite.rotate(rng.uniform(-10, 10), expand=True, resample=Image.BICUBIC)
    alpha = Image.new("L", (SIDE, SIDE))
    alpha.paste(sprite.getchannel("A"), (x, y))
    picture.paste(sprite, (x, y), sprite)
    return np.array(alpha) > 127
