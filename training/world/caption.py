"""Captions of scenes, and prompts made of a caption and class labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from training.world.classes import NOUNS, prompt_name

_IRREGULAR_PLURALS = {"man": "men", "woman": "women", "person": "people", "sheep": "sheep"}


def with_article(noun: str) -> str:
    """"a" or "an" and the noun, by its first letter."""
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def write_caption(
    rng: np.random.Generator, classes: Sequence[str], counts: Mapping[str, int], phrases: Sequence[str]
) -> str:
    """A sentence such as "a dog and two cars on the grass". Now and then it misses the last class, as real ones do."""
    names = [_name(rng, name, counts[name]) for name in classes]
    if len(names) > 1 and rng.random() < 0.15:
        names = names[:-1]
    if len(names) == 1:
        body = names[0]
    elif rng.random() < 0.6:
        body = f"{', '.join(names[:-1])} and {names[-1]}"
    else:
        body = " next to ".join(names[:2]) + "".join(f" and {name}" for name in names[2:])
    return f"{body} {phrases[rng.integers(len(phrases))]}"


def _name(rng: np.random.Generator, class_name: str, count: int) -> str:
    nouns = NOUNS[class_name]
    noun = nouns[rng.integers(len(nouns))]
    if count == 1:
        return with_article(noun)
    return "two " + _IRREGULAR_PLURALS.get(noun, noun + ("es" if noun.endswith("s") else "s"))


def class_labels(classes: Sequence[str]) -> str:
    """The class prompt: "dog tv monitor"."""
    return " ".join(prompt_name(name) for name in classes)


def compose_prompt(style: int, caption: str, classes: Sequence[str]) -> str:
    """One of the five prompt styles of Dataset Diffusion's ablation (arXiv 2309.14303).

    1 simple ("a photo of a dog and a car"), 2 caption, 3 class labels, 4 simple and labels, 5 caption and labels.
    """
    labels = class_labels(classes)
    simple = "a photo of " + " and ".join(with_article(prompt_name(name)) for name in classes)
    return {1: simple, 2: caption, 3: labels, 4: f"{simple}; {labels}", 5: f"{caption}; {labels}"}[style]


def draw_prompt(rng: np.random.Generator, caption: str, classes: Sequence[str]) -> str:
    """A prompt in a random style, mixed as the model was trained: 45 % style 2, 35 % 5, 10 % 3, 5 % each of 1 and 4."""
    share = rng.random()
    for limit, style in ((0.45, 2), (0.80, 5), (0.90, 3), (0.95, 1)):
        if share < limit:
            return compose_prompt(style, caption, classes)
    return compose_prompt(4, caption, classes)
