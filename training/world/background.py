"""The backdrop of a scene: sky or wall above the horizon, ground or floor below, and a few things that are no class.

Each function draws its random numbers in a fixed order. Changing the order changes every scene of every seed, and with
it what the model is trained on.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
from PIL import Image, ImageDraw

from training.world.places import Colour, PLACES

#: Side of a picture in pixels.
SIDE = 128

_INDOORS = ("room", "blueroom")
_HILLY = ("grass", "snow", "road", "sunset")


def draw_background(rng: np.random.Generator, place: str, horizon: float) -> Image.Image:
    """RGB picture [128, 128] of an empty place; `horizon` is the fraction of the height where the ground begins."""
    colours = PLACES[place]
    sky_top, sky_bottom = _shift(rng, colours.sky_top), _shift(rng, colours.sky_bottom)
    ground_top, ground_bottom = _shift(rng, colours.ground_top), _shift(rng, colours.ground_bottom)
    ground_y = int(horizon * SIDE)
    pixels = np.zeros((SIDE, SIDE, 3), float)
    pixels[:ground_y] = _gradient(sky_top, sky_bottom, ground_y)
    pixels[ground_y:] = _gradient(ground_top, ground_bottom, SIDE - ground_y)
    picture = Image.fromarray(pixels.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    if place in _INDOORS:
        _draw_room(rng, draw, ground_y, ground_top)
        return picture
    if place == "night":
        _draw_stars(rng, draw, ground_y)
    elif place == "sunset":
        _draw_sun(rng, draw, ground_y)
    else:
        _draw_clouds(rng, draw, ground_y)
    if place in _HILLY and rng.random() < 0.5:
        _draw_hill(rng, draw, ground_y, _rgb(ground_top * 0.8 + sky_bottom * 0.2))
    ground_details = _GROUND_DETAILS.get(place)
    if ground_details:
        ground_details(rng, draw, ground_y, ground_top, ground_bottom)
    return picture


def _shift(rng: np.random.Generator, colour: Colour) -> np.ndarray:
    return np.clip(np.array(colour, float) + rng.uniform(-14, 14, 3), 0, 255)


def _gradient(top: np.ndarray, bottom: np.ndarray, rows: int) -> np.ndarray:
    """float [rows, 1, 3]"""
    return top + (bottom - top) * np.linspace(0, 1, rows)[:, None, None]


def _rgb(colour: np.ndarray) -> Colour:
    red, green, blue = (int(value) for value in colour)
    return red, green, blue


def _draw_room(rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int, floor: np.ndarray) -> None:
    if rng.random() < 0.6:
        frame = (250, 250, 250)
        x, y = rng.integers(8, 84), rng.integers(6, max(7, ground_y - 40))
        draw.rectangle((x, y, x + 30, y + 26), fill=(190, 225, 245), outline=frame, width=2)
        draw.line((x + 15, y, x + 15, y + 26), fill=frame, width=2)
    draw.line((0, ground_y, SIDE, ground_y), fill=_rgb(floor * 0.8), width=2)


def _draw_stars(rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int) -> None:
    for _ in range(14):
        x, y = rng.integers(0, SIDE), rng.integers(0, ground_y)
        draw.point((x, y), fill=(255, 255, 220))
    if rng.random() < 0.6:
        x, y = rng.integers(8, 110), rng.integers(4, 30)
        draw.ellipse((x, y, x + 13, y + 13), fill=(250, 245, 210))


def _draw_sun(rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int) -> None:
    x = rng.integers(10, 100)
    draw.pieslice((x, ground_y - 13, x + 26, ground_y + 13), 180, 360, fill=(255, 240, 190))


def _draw_clouds(rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int) -> None:
    for _ in range(rng.integers(0, 3)):
        x, y = rng.integers(-10, 110), rng.integers(2, max(3, ground_y - 22))
        for dx, dy, width in ((0, 3, 16), (8, 0, 18), (18, 4, 14)):
            draw.ellipse((x + dx, y + dy, x + dx + width, y + dy + 10), fill=(250, 252, 255))


def _draw_hill(rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int, colour: Colour) -> None:
    x = rng.integers(-40, 90)
    draw.pieslice((x, ground_y - 18, x + 80, ground_y + 18), 180, 360, fill=colour)


def _draw_road_markings(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int, _top: np.ndarray, _bottom: np.ndarray
) -> None:
    y = (ground_y + SIDE) // 2
    for x in range(int(rng.integers(-12, 4)), SIDE, 24):
        draw.rectangle((x, y, x + 12, y + 2), fill=(235, 235, 220))


def _draw_waves(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int, top: np.ndarray, _bottom: np.ndarray
) -> None:
    for _ in range(10):
        x, y = rng.integers(0, 120), rng.integers(ground_y + 3, SIDE)
        draw.line((x, y, x + 8, y), fill=_rgb(np.clip(top + 35, 0, 255)), width=1)


def _draw_blades(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, ground_y: int, _top: np.ndarray, bottom: np.ndarray
) -> None:
    for _ in range(16):
        x, y = rng.integers(0, SIDE), rng.integers(ground_y + 3, SIDE)
        draw.line((x, y, x, y - 3), fill=_rgb(bottom * 0.85))


_GroundDetails = Callable[[np.random.Generator, ImageDraw.ImageDraw, int, np.ndarray, np.ndarray], None]
_GROUND_DETAILS: dict[str, _GroundDetails] = {
    "road": _draw_road_markings,
    "sea": _draw_waves,
    "grass": _draw_blades,
}
