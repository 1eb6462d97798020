"""The words of the prompts, as material for the tokenizer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from training.tokenizer.merges import learn_merges
from training.tokenizer.tokenizer import Tokenizer, WORD_PATTERN
from training.world.caption import draw_prompt

_MERGES = 500
_PROMPTS_PER_SCENE = 2


def learn_tokenizer(captions: Sequence[str], classes: Sequence[Sequence[str]]) -> Tokenizer:
    """A tokenizer for the prompts of some scenes."""
    rng = np.random.default_rng(0)
    words: Counter[str] = Counter()
    for caption, present in zip(captions, classes):
        for _ in range(_PROMPTS_PER_SCENE):
            words.update(WORD_PATTERN.findall(draw_prompt(rng, caption, present).lower()))
    return Tokenizer(learn_merges(words, _MERGES))
