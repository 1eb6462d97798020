"""Where scenes happen: colours of sky and ground, phrases for captions, and the classes that belong there."""

from __future__ import annotations

from typing import NamedTuple

Colour = tuple[int, int, int]

_LAND = frozenset(
    {"bicycle", "bus", "car", "cat", "cow", "dog", "horse", "motorbike", "person", "sheep", "train"}
)
_WATER = frozenset({"boat"})
_HOME = frozenset(
    {"bottle", "cat", "chair", "diningtable", "dog", "person", "pottedplant", "sofa", "tvmonitor"}
)

#: Classes that may hang in the sky instead of standing on the ground.
AIR = frozenset({"aeroplane", "bird"})


class Place(NamedTuple):
    """One place. Colours are RGB 0 … 255, before each scene shifts them a little."""

    sky_top: Colour
    sky_bottom: Colour
    ground_top: Colour
    ground_bottom: Colour
    phrases: tuple[str, ...]
    classes: frozenset[str]


#: The order matters: a scene draws its place by index.
PLACES = {
    "grass": Place(
        (90, 160, 235), (190, 225, 250), (120, 190, 90), (70, 140, 60),
        ("on the grass", "in a green field"), _LAND | AIR | {"chair", "pottedplant", "diningtable", "bottle"},
    ),
    "beach": Place(
        (110, 190, 240), (215, 240, 250), (240, 220, 170), (220, 190, 130),
        ("on the beach", "on the sand"),
        (_LAND - {"train", "bus"}) | AIR | {"chair", "bottle", "diningtable", "sofa"},
    ),
    "sea": Place(
        (120, 190, 240), (220, 240, 250), (60, 140, 200), (30, 90, 160),
        ("on the sea", "on the water"), _WATER | AIR,
    ),
    "road": Place(
        (150, 200, 240), (225, 235, 245), (120, 120, 125), (85, 85, 90),
        ("on the road", "in the street"), _LAND | AIR,
    ),
    "snow": Place(
        (170, 200, 225), (225, 235, 245), (245, 248, 252), (215, 225, 238),
        ("in the snow",), _LAND | AIR,
    ),
    "night": Place(
        (15, 20, 60), (50, 55, 110), (50, 60, 70), (30, 35, 45),
        ("at night", "under a dark sky"), _LAND | AIR | _WATER,
    ),
    "sunset": Place(
        (240, 120, 80), (250, 205, 120), (110, 80, 90), (70, 50, 70),
        ("at sunset",), _LAND | AIR | _WATER,
    ),
    "room": Place(
        (235, 220, 195), (225, 205, 175), (165, 115, 75), (135, 90, 55),
        ("in a room", "indoors"), _HOME,
    ),
    "blueroom": Place(
        (180, 205, 220), (160, 190, 210), (120, 125, 130), (95, 100, 108),
        ("in a blue room",), _HOME,
    ),
}
