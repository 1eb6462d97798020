"""Learns the merges of a byte-pair encoding (Sennrich et al., arXiv 1508.07909) from counted words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

#: Marks the last piece of a word, as in CLIP's vocabulary.
WORD_END = "</w>"

Merge = tuple[str, str]


def split_word(word: str) -> tuple[str, ...]:
    """"dog" -> ("d", "o", "g</w>")"""
    return (*word[:-1], word[-1] + WORD_END)


def merge_pair(pieces: tuple[str, ...], pair: Merge) -> tuple[str, ...]:
    """Joins every occurrence of a pair, from the left."""
    joined: list[str] = []
    position = 0
    while position < len(pieces):
        if pieces[position:position + 2] == pair:
            joined.append(pair[0] + pair[1])
            position += 2
        else:
            joined.append(pieces[position])
            position += 1
    return tuple(joined)


def learn_merges(word_counts: Mapping[str, int], count: int) -> list[Merge]:
    """Up to `count` merges, most frequent pair first; of equally frequent pairs the one that sorts last."""
    words = {split_word(word): number for word, number in word_counts.items()}
    merges: list[Merge] = []
    for _ in range(count):
        pairs: Counter[Merge] = Counter()
        for pieces, number in words.items():
            for pair in zip(pieces, pieces[1:]):
                pairs[pair] += number
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        joined: Counter[tuple[str, ...]] = Counter()
        for pieces, number in words.items():
            joined[merge_pair(pieces, best)] += number
        words = dict(joined)
    return merges
