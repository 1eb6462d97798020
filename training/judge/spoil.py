"""Things that are not what they look like: drawings spoiled, so that a judge learns shape and not colour and texture.

A judge that never saw what is not the thing takes a smear in a dog's colours for a dog. Here some objects of a scene are spoiled
before they are drawn, and count as background.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from training.world.scene import World

#: Apart from the seeds of scenes themselves.
_STREAM = 7
#: Scenes with something spoiled in them, and objects of those that are.
_SCENE_SHARE = 0.6
_OBJECT_SHARE = 0.7
_SMEAR_SHARE = (0.08, 0.2)
_STRETCH = (2.6, 4.0)


def spoiled_scene(world: World, seed: int, share: float = _SCENE_SHARE) -> tuple[np.ndarray, np.ndarray]:
    """Picture u8 [128, 128, 3] and mask u8 [128, 128] of a seed; spoiled objects have no place in the mask.

    With `share` 1 every object is spoiled and the mask is empty; with 0 it is the scene itself.
    """
    rng = np.random.default_rng([seed, _STREAM])
    if rng.random() >= share:
        scene = world.scene(seed)
        return scene.picture, scene.mask
    object_share = 1.0 if share >= 1 else _OBJECT_SHARE

    def spoil(sprite: Image.Image) -> Image.Image | None:
        if rng.random() >= object_share:
            return None
        return SPOILS[str(rng.choice(list(SPOILS)))](sprite, rng)

    scene = world.scene(seed, spoil)
    return scene.picture, scene.mask


def shuffle_patches(sprite: Image.Image, rng: np.random.Generator) -> Image.Image:
    """RGBA: 3×3 or 4×4 patches in another order."""
    across = int(rng.integers(3, 5))
    width, height = max(1, sprite.width // across), max(1, sprite.height // across)
    corners = [(x * width, y * height) for y in range(across) for x in range(across)]
    mixed = Image.new("RGBA", (width * across, height * across))
    for (x, y), source in zip(corners, rng.permutation(len(corners))):
        left, top = corners[source]
        mixed.paste(sprite.crop((left, top, left + width, top + height)), (x, y))
    return mixed


def smear(sprite: Image.Image, rng: np.random.Generator) -> Image.Image:
    """RGBA: blurred until only colours and rough places are left, as a model draws that has learned little."""
    radius = rng.uniform(*_SMEAR_SHARE) * max(sprite.size)
    margin = int(radius)
    wide = Image.new("RGBA", (sprite.width + 2 * margin, sprite.height + 2 * margin), _mean_colour(sprite))
    wide.paste(sprite, (margin, margin), sprite)
    alpha = Image.new("L", wide.size)
    alpha.paste(sprite.getchannel("A"), (margin, margin))
    blurred = wide.convert("RGB").filter(ImageFilter.GaussianBlur(radius))
    blurred.putalpha(alpha.filter(ImageFilter.GaussianBlur(radius / 2)))
    return blurred


def stretch(sprite: Image.Image, rng: np.random.Generator) -> Image.Image:
    """RGBA: three to four times as long one way as it should be."""
    factor = rng.uniform(*_STRETCH)
    wider = sprite.width < sprite.height if max(sprite.size) > 1.5 * min(sprite.size) else rng.random() < 0.5
    # A tall thing made wider only by its own tallness would look like a fat one of its kind.
    longer = factor * (max(sprite.size) / min(sprite.size) if max(sprite.size) > 1.5 * min(sprite.size) else 1)
    size = (int(sprite.width * longer), sprite.height) if wider else (sprite.width, int(sprite.height * longer))
    return sprite.resize(size, Image.BILINEAR)


def cut(sprite: Image.Image, rng: np.random.Generator) -> Image.Image:
    """RGBA: a third of it, from one end or the middle."""
    third = int(rng.integers(3))
    if rng.random() < 0.5:
        width = max(1, sprite.width // 3)
        return sprite.crop((third * width, 0, (third + 1) * width, sprite.height))
    height = max(1, sprite.height // 3)
    return sprite.crop((0, third * height, sprite.width, (third + 1) * height))


SPOILS = {"shuffled": shuffle_patches, "smeared": smear, "stretched": stretch, "cut": cut}


def _mean_colour(sprite: Image.Image) -> tuple[int, int, int, int]:
    pixels = np.asarray(sprite, np.float32)
    red, green, blue = np.average(pixels[..., :3].reshape(-1, 3), axis=0, weights=pixels[..., 3].ravel() + 1e-3)
    return int(red), int(green), int(blue), 255
