"""The sprite bank: drawings of the classes, cut to their outlines, as sprites/rasterise.mjs writes them.

There are two worlds of drawings. The _bank_ has all of three icon sets; the _cast_ has 46 of them, mostly of one set, few enough
for a small model to learn each in hours (cast.json names them).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
from PIL import Image, ImageDraw

from training.world.places import Colour

#: Which drawings a world is made of.
WORLDS = ("cast", "bank")

_CAST: dict[str, Any] = json.loads(Path(__file__).with_name("cast.json").read_text())

#: People who stand or walk, without the medium skin tones, so that people are not most of what is drawn.
_PEOPLE = ("person-standing", "woman-standing", "man-walking", "woman-walking")

_TABLE_COLOURS: tuple[Colour, ...] = (
    (176, 120, 70), (205, 160, 110), (120, 80, 50), (225, 225, 225), (150, 60, 50), (90, 110, 130),
)

#: RGBA drawings by class, then by icon set. The order of both is part of the bank.
SpriteBank = dict[str, dict[str, list[Image.Image]]]


def load_sprite_bank(folder: Path, world: str) -> SpriteBank:
    """Reads the drawings of one of the `WORLDS` from `sprites.json` and `sprites.rgba` in a folder and adds the dining tables.

    FileNotFoundError when the bank is not there; training/setup.sh makes it.
    """
    if not (folder / "sprites.json").is_file():
        raise FileNotFoundError(f"No sprite bank in {folder}. Run training/setup.sh, or name its folder with --work.")
    description = json.loads((folder / "sprites.json").read_text())
    side = description["size"]
    pixels = np.fromfile(folder / "sprites.rgba", np.uint8).reshape(-1, side, side, 4)
    is_used, tables = _CHOICES[world]
    bank: SpriteBank = {}
    for entry, drawing in zip(description["meta"], pixels):
        if is_used(entry) and drawing[..., 3].max() >= 128:
            bank.setdefault(entry["cls"], {}).setdefault(entry["set"], []).append(_cut_out(drawing))
    bank["diningtable"] = {"own": [draw_table(variant) for variant in tables]}
    return bank


def _is_in_bank(entry: dict[str, str]) -> bool:
    name = entry["name"]
    return entry["cls"] != "person" or (name.startswith(_PEOPLE) and "medium" not in name)


def _is_in_cast(entry: dict[str, str]) -> bool:
    return entry["set"] == _CAST["set"] and entry["name"] in _CAST[entry["cls"]]


#: By world: which drawings are in it, and which variants of the dining table.
_CHOICES: dict[str, tuple[Callable[[dict[str, str]], bool], list[int]]] = {
    "cast": (_is_in_cast, _CAST["diningtable"]),
    "bank": (_is_in_bank, list(range(len(_TABLE_COLOURS)))),
}


def _cut_out(drawing: np.ndarray) -> Image.Image:
    """u8 [96, 96, 4] -> RGBA picture of its visible box."""
    rows, columns = np.where(drawing[..., 3] > 64)
    box = drawing[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    return Image.fromarray(box)


def draw_table(variant: int) -> Image.Image:
    """RGBA [64, 96] of one of six dining tables: even ones are round with one leg, odd ones long with two."""
    picture = Image.new("RGBA", (96, 64), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    red, green, blue = _TABLE_COLOURS[variant]
    top = (red, green, blue, 255)
    leg = (int(red * 0.7), int(green * 0.7), int(blue * 0.7), 255)
    if variant % 2:
        draw.rectangle((12, 14, 18, 63), fill=leg)
        draw.rectangle((78, 14, 84, 63), fill=leg)
        draw.rectangle((0, 6, 95, 18), fill=top)
    else:
        draw.rectangle((44, 16, 52, 58), fill=leg)
        draw.rectangle((26, 56, 70, 62), fill=leg)
        draw.ellipse((0, 2, 95, 26), fill=leg)
        draw.ellipse((0, 0, 95, 22), fill=top)
    return picture
