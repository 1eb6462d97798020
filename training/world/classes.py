"""The twenty classes of PASCAL VOC, what prompts call them and what captions call them."""

from __future__ import annotations

CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)

#: Mask values: 0 is background, 1 … 20 are CLASSES in order, 255 is void and counts nowhere.
BACKGROUND = 0
VOID = 255
MASK_VALUES = len(CLASSES) + 1

_PROMPT_NAMES = {"diningtable": "dining table", "pottedplant": "potted plant", "tvmonitor": "tv monitor"}

#: What captions call a class. Captions use everyday words, class labels do not: the model has to learn both.
NOUNS = {
    "aeroplane": ("airplane", "plane", "jet"),
    "bicycle": ("bike", "bicycle"),
    "bird": ("bird",),
    "boat": ("boat", "ship"),
    "bottle": ("bottle",),
    "bus": ("bus",),
    "car": ("car",),
    "cat": ("cat", "kitten"),
    "chair": ("chair",),
    "cow": ("cow", "bull"),
    "diningtable": ("table", "dining table"),
    "dog": ("dog", "puppy"),
    "horse": ("horse", "pony"),
    "motorbike": ("motorcycle", "motorbike"),
    "person": ("person", "man", "woman"),
    "pottedplant": ("plant", "potted plant"),
    "sheep": ("sheep", "lamb"),
    "sofa": ("couch", "sofa"),
    "train": ("train", "tram"),
    "tvmonitor": ("television", "tv", "monitor"),
}


def class_value(name: str) -> int:
    """Mask value (1 … 20) of a class. ValueError when VOC has no such class."""
    return CLASSES.index(name) + 1


def prompt_name(name: str) -> str:
    """The words that stand for a class in a prompt: VOC's name, with spaces between its words."""
    return _PROMPT_NAMES.get(name, name)
