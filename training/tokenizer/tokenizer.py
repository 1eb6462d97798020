"""Turns prompts into token ids, and reads and writes the tokenizer's files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from training.tokenizer.merges import Merge, merge_pair, split_word, WORD_END

START = "<|startoftext|>"
END = "<|endoftext|>"

#: Positions of the text encoder; longer prompts are cut.
POSITIONS = 32

WORD_PATTERN = re.compile(r"[a-z]+|[0-9]|[^\sa-z0-9]+")


class Tokenizer:
    """A CLIP-style tokenizer for printable ASCII, lower case."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self.merges = [(first, second) for first, second in merges]
        self._ranks = {merge: rank for rank, merge in enumerate(self.merges)}
        characters = [chr(code) for code in range(33, 127)]
        tokens = [*characters, *(character + WORD_END for character in characters)]
        tokens += ["".join(merge) for merge in self.merges] + [START, END]
        self.vocabulary = {token: index for index, token in enumerate(dict.fromkeys(tokens))}
        self._known_words: dict[str, list[int]] = {}

    def encode_word(self, word: str) -> list[int]:
        """Token ids of one word."""
        if word not in self._known_words:
            pieces = split_word(word)
            while len(pieces) > 1:
                best = min(zip(pieces, pieces[1:]), key=lambda pair: self._ranks.get(pair, len(self._ranks)))
                if best not in self._ranks:
                    break
                pieces = merge_pair(pieces, best)
            self._known_words[word] = [self.vocabulary[piece] for piece in pieces]
        return self._known_words[word]

    def encode(self, text: str) -> list[int]:
        """32 ids: start, the text (cut where it is too long), end, and the end token again as padding."""
        ids = [self.vocabulary[START]]
        for word in WORD_PATTERN.findall(text.lower()):
            ids += self.encode_word(word)
        ids = ids[:POSITIONS - 1]
        return ids + [self.vocabulary[END]] * (POSITIONS - len(ids))

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text."""
        return [self.encode(text) for text in texts]


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder with `merges.txt`, whose first line is a version."""
    lines = (folder / "merges.txt").read_text().splitlines()[1:]
    return Tokenizer([(first, second) for first, second in (line.split() for line in lines if line)])


def write_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes `vocab.json`, `merges.txt` and `tokenizer_config.json`, as transformers' CLIPTokenizer reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(tokenizer.vocabulary))
    lines = ["#version: 0.2", *(" ".join(merge) for merge in tokenizer.merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    config = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": POSITIONS,
        "bos_token": START,
        "eos_token": END,
        "pad_token": END,
        "unk_token": END,
        "do_lower_case": True,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))
