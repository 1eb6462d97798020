"""The tokenizer against the shipped files and a merge list worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

from training.tests.support import SHIPPED_MODEL
from training.tokenizer.merges import learn_merges
from training.tokenizer.tokenizer import read_tokenizer, write_tokenizer


class TokenizerTest(unittest.TestCase):
    def test_writes_the_shipped_files_again(self) -> None:
        shipped = SHIPPED_MODEL / "tokenizer"
        with TemporaryDirectory() as folder:
            write_tokenizer(read_tokenizer(shipped), Path(folder))
            for name in ("vocab.json", "merges.txt", "tokenizer_config.json"):
                self.assertEqual((Path(folder) / name).read_bytes(), (shipped / name).read_bytes(), name)

    def test_encodes_words_by_their_merges_and_pads_with_the_end_token(self) -> None:
        tokenizer = read_tokenizer(SHIPPED_MODEL / "tokenizer")
        vocabulary = json.loads((SHIPPED_MODEL / "tokenizer/vocab.json").read_text())
        ids = tokenizer.encode("A dog; dogz 2")
        names = {index: token for token, index in vocabulary.items()}
        tokens = ["<|startoftext|>", "a</w>", "dog</w>", ";</w>", "do", "g", "z</w>", "2</w>", "<|endoftext|>"]
        self.assertEqual([names[index] for index in ids[:9]], tokens)
        self.assertEqual(set(ids[9:]), {vocabulary["<|endoftext|>"]})

    def test_cuts_long_prompts_and_keeps_the_end_token(self) -> None:
        tokenizer = read_tokenizer(SHIPPED_MODEL / "tokenizer")
        ids = tokenizer.encode("dog " * 100)
        self.assertEqual(len(ids), 32)
        self.assertEqual(ids[31], tokenizer.vocabulary["<|endoftext|>"])
        self.assertNotIn(ids[31], ids[:31])

    def test_learns_the_most_frequent_pairs_first(self) -> None:
        # 5 × "ab" and 2 × "abc": a+b</w> occurs 5 times; then a+b and b+c</w> twice each, of which the later is taken.
        self.assertEqual(learn_merges({"ab": 5, "abc": 2}, 2), [("a", "b</w>"), ("b", "c</w>")])


if __name__ == "__main__":
    unittest.main()
