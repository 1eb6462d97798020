"""mIoU worked out by hand, and masks from a record whose answer is known."""

from __future__ import annotations

import unittest

import numpy as np
import torch

from training.diffusion.state import load_parts
from training.evaluate import score_masks
from training.evaluation.capture import AttentionRecord, capture_attention
from training.evaluation.masks import make_mask, MaskSettings, token_spans
from training.evaluation.miou import MaskScore
from training.tests.support import open_world, SHIPPED_MODEL
from training.tokenizer.tokenizer import read_tokenizer
from training.world.seeds import HELD_OUT_SEEDS


def _mask(rows: list[list[int]]) -> np.ndarray:
    return np.array(rows, np.uint8)


class MaskScoreTest(unittest.TestCase):
    def test_miou_is_the_mean_over_classes_that_occur(self) -> None:
        score = MaskScore()
        # Background: 1 of 2; class 1: 1 of 2; the void pixels count nowhere.
        score.add(_mask([[0, 1, 1, 255]]), _mask([[0, 1, 0, 3]]))
        self.assertAlmostEqual(score.miou(), 0.5)
        # Class 2 is in the truth only: IoU 0. Background becomes 2 of 4.
        score.add(_mask([[0, 0, 1]]), _mask([[0, 2, 255]]))
        self.assertAlmostEqual(score.miou(), (2 / 4 + 1 / 2 + 0) / 3)

    def test_interval_holds_the_score_and_shrinks_with_agreement(self) -> None:
        score = MaskScore()
        for wrong in range(20):
            predicted = np.zeros((8, 8), np.uint8)
            predicted[0, :wrong % 5] = 1
            truth = np.zeros((8, 8), np.uint8)
            truth[0, :4] = 1
            score.add(predicted, truth)
        low, high = score.miou_interval()
        self.assertLess(low, score.miou())
        self.assertGreater(high, score.miou())

    def test_a_ratio_is_of_the_same_pictures(self) -> None:
        good, bad = MaskScore(), MaskScore()
        for column in range(1, 9):
            truth = np.zeros((8, 8), np.uint8)
            truth[:, :column] = 1
            half = truth.copy()
            half[4:] = 0
            good.add(truth, truth)
            bad.add(half, truth)
        low, high = bad.ratio_interval(good)
        self.assertLess(low, bad.miou())
        self.assertGreater(high, bad.miou())
        self.assertEqual(good.ratio_interval(good), (1, 1))
        with self.assertRaisesRegex(ValueError, "8 and 0"):
            good.ratio_interval(MaskScore())


class MaskTest(unittest.TestCase):
    def test_a_class_lies_where_its_tokens_are_attended(self) -> None:
        tokenizer = read_tokenizer(SHIPPED_MODEL / "tokenizer")
        cross = torch.zeros(16, 16, 32)
        # "tv monitor" is two words; its second token alone carries the signal.
        cross[:, :8, 1] = 1
        cross[:, 8:, 3] = 1
        record = AttentionRecord({1024: torch.eye(1024)}, {256: cross.view(256, 32)})
        mask = make_mask(record, tokenizer, ["dog", "tvmonitor"], MaskSettings(tau=2, alpha=0.4, beta=0.6))
        self.assertTrue((mask[:, :60] == 12).all())
        self.assertTrue((mask[:, 68:] == 20).all())
        self.assertIn(255, mask[:, 60:68])

    def test_spans_count_tokens_and_not_words(self) -> None:
        tokenizer = read_tokenizer(SHIPPED_MODEL / "tokenizer")
        self.assertEqual(token_spans(tokenizer, ["tvmonitor", "dog"]), [slice(1, 3), slice(3, 4)])

    def test_the_shipped_model_sees_where_things_are(self) -> None:
        parts, world = load_parts(SHIPPED_MODEL), open_world()
        scenes = [world.scene(HELD_OUT_SEEDS + index) for index in range(8)]
        records = capture_attention(parts, scenes)
        self.assertEqual({tokens: tuple(maps.shape) for tokens, maps in records[0].cross_maps.items()},
                         {64: (64, 32), 256: (256, 32), 1024: (1024, 32)})
        good = score_masks(records, scenes, parts.tokenizer, MaskSettings(tau=1)).miou()
        swapped = score_masks(records[::-1], scenes, parts.tokenizer, MaskSettings(tau=1)).miou()
        self.assertGreater(good, 1.5 * swapped)


if __name__ == "__main__":
    unittest.main()
