"""Spoiled drawings, and how pictures are measured."""

from __future__ import annotations

import unittest

import numpy as np
from PIL import Image
import torch

from training.evaluation.pictures import frechet_distance, held_out, score_pictures
from training.judge.network import JudgeNetwork
from training.judge.spoil import spoiled_scene, SPOILS
from training.model.autoencoder import Decoder, decoder_of
from training.tests.support import open_world
from training.world.seeds import HELD_OUT_SEEDS


class SpoilTest(unittest.TestCase):
    def test_shows_a_scene_as_it_is_or_with_nothing_in_its_mask(self) -> None:
        world = open_world()
        scene = world.scene(HELD_OUT_SEEDS)
        picture, mask = spoiled_scene(world, HELD_OUT_SEEDS, share=0)
        np.testing.assert_array_equal(picture, scene.picture)
        np.testing.assert_array_equal(mask, scene.mask)
        spoiled, empty = spoiled_scene(world, HELD_OUT_SEEDS, share=1)
        self.assertTrue((spoiled != scene.picture).any())
        self.assertEqual(empty.max(), 0)

    def test_is_the_same_for_the_same_seed(self) -> None:
        world = open_world()
        for seed in range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + 4):
            first, second = spoiled_scene(world, seed), spoiled_scene(world, seed)
            np.testing.assert_array_equal(first[0], second[0])
            np.testing.assert_array_equal(first[1], second[1])

    def test_leaves_no_drawing_as_it_was(self) -> None:
        drawing = Image.fromarray(np.random.default_rng(0).integers(1, 256, (30, 40, 4), np.uint8))
        for name, spoil in SPOILS.items():
            with self.subTest(name):
                spoiled = spoil(drawing, np.random.default_rng(1))
                self.assertEqual(spoiled.mode, "RGBA")
                self.assertFalse(spoiled.size == drawing.size and spoiled.tobytes() == drawing.tobytes())


class FrechetTest(unittest.TestCase):
    def test_is_nothing_for_the_same_and_what_a_shift_and_a_spread_make_it(self) -> None:
        a = np.random.default_rng(0).normal(size=(5000, 6))
        self.assertAlmostEqual(frechet_distance(a, a), 0, places=6)
        self.assertAlmostEqual(frechet_distance(a, a + 2), 6 * 4, places=6)
        # Twice the spread: trace of C + 4C - 2·2C = trace of C.
        centred = a - a.mean(0)
        self.assertAlmostEqual(frechet_distance(centred, 2 * centred), np.trace(np.cov(a, rowvar=False)), places=6)


class ScoreTest(unittest.TestCase):
    def test_counts_what_was_asked_for(self) -> None:
        torch.manual_seed(0)
        judge = JudgeNetwork().eval()
        with torch.no_grad():
            # This one sees dogs everywhere.
            judge.head.bias.view(21, 4)[12] = 1e3
        scenes = held_out(open_world(), 6)
        asked = [["dog"], ["dog", "cat"], ["cat"], ["dog"], ["dog"], ["dog"]]
        score = score_pictures(judge, scenes.pictures, asked, scenes.pictures)
        self.assertAlmostEqual(score.seen, 5 / 7)
        self.assertEqual(score.seen_of, {1: 4 / 5, 2: 1 / 2})
        self.assertAlmostEqual(score.right, 1 - 3 / 120)
        self.assertAlmostEqual(score.frechet, 0, places=6)
        self.assertTrue(score.seen_interval[0] <= score.seen <= score.seen_interval[1])


class DecoderTest(unittest.TestCase):
    def test_is_made_of_the_sizes_of_its_weights(self) -> None:
        for sizes in ((96, 40, 2), (128, 48, 3)):
            weights = Decoder(*sizes).state_dict()
            decoder = decoder_of(weights)
            decoder.load_state_dict(weights)
            self.assertEqual(decoder(torch.zeros(1, 4, 8, 8)).shape, (1, 3, 32, 32))
