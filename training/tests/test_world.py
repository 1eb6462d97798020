"""Scenes must stay what the shipped weights learned."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
import unittest

import numpy as np
import PIL

from training.tests.support import open_world, WORK
from training.world.caption import compose_prompt
from training.world.classes import class_value
from training.world.scene import World
from training.world.seeds import DIFFUSION_SEEDS, HELD_OUT_SEEDS, JUDGE_SEEDS, training_seeds
from training.world.sprites import load_sprite_bank, WORLDS

_GOLDEN = json.loads(Path(__file__).with_name("scenes.golden.json").read_text())


class ScenesTest(unittest.TestCase):
    worlds: dict[str, World]

    @classmethod
    def setUpClass(cls) -> None:
        cls.worlds = {name: open_world(name) for name in WORLDS}

    def test_scenes_are_those_the_shipped_weights_learned(self) -> None:
        for golden in _GOLDEN["scenes"]:
            with self.subTest(world=golden["world"], seed=golden["seed"], place=golden["place"]):
                scene = self.worlds[golden["world"]].scene(golden["seed"])
                self.assertEqual(scene.caption, golden["caption"])
                self.assertEqual(scene.classes, golden["classes"])
                self.assertEqual(scene.place, golden["place"])
                colour = scene.picture.reshape(-1, 3).mean(0)
                np.testing.assert_allclose(colour, golden["meanColour"], atol=0.5)
                for name, pixels in golden["classPixels"].items():
                    self.assertAlmostEqual((scene.mask == class_value(name)).sum(), pixels, delta=4 + pixels * 0.01)

    @unittest.skipUnless(PIL.__version__ == _GOLDEN["pillow"], "other versions of Pillow may round other pixels")
    def test_scenes_are_the_same_to_the_last_bit(self) -> None:
        for golden in _GOLDEN["scenes"]:
            scene = self.worlds[golden["world"]].scene(golden["seed"])
            self.assertEqual(hashlib.sha256(scene.picture.tobytes()).hexdigest(), golden["pictureSha256"])
            self.assertEqual(hashlib.sha256(scene.mask.tobytes()).hexdigest(), golden["maskSha256"])

    def test_masks_hold_the_classes_of_the_scene_and_nothing_else(self) -> None:
        for seed in range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + 50):
            scene = self.worlds["cast"].scene(seed)
            allowed = {0, *(class_value(name) for name in scene.classes)}
            self.assertLessEqual(set(np.unique(scene.mask).tolist()), allowed)

    def test_objects_share_the_mask_among_themselves(self) -> None:
        twins = 0
        for seed in range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + 50):
            scene = self.worlds["cast"].scene(seed)
            np.testing.assert_array_equal(scene.objects > 0, scene.mask > 0)
            numbers = set(np.unique(scene.objects).tolist()) - {0}
            self.assertEqual(numbers, set(range(1, len(scene.object_classes) + 1)))
            for number, name in enumerate(scene.object_classes, 1):
                self.assertEqual(set(scene.mask[scene.objects == number].tolist()), {class_value(name)})
            twins += len(set(scene.object_classes)) < len(scene.object_classes)
        self.assertGreater(twins, 3)

    def test_spoiled_objects_are_none(self) -> None:
        world = self.worlds["cast"]
        seed = next(s for s in range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + 50) if len(world.scene(s).object_classes) == 2)
        scene = world.scene(seed, lambda sprite: sprite)
        self.assertEqual(scene.object_classes, [])
        self.assertEqual(scene.objects.max(), 0)


class CastTest(unittest.TestCase):
    def test_the_cast_is_46_drawings_of_the_bank(self) -> None:
        cast, bank = (load_sprite_bank(WORK / "sprites", name) for name in ("cast", "bank"))
        self.assertEqual(set(cast), set(bank))
        counts = [len(drawings) for sets in cast.values() for drawings in sets.values()]
        self.assertEqual(sum(counts), 46)
        known = {drawing.tobytes() for sets in bank.values() for drawings in sets.values() for drawing in drawings}
        for sets in cast.values():
            for drawings in sets.values():
                self.assertTrue(all(drawing.tobytes() in known for drawing in drawings))


class SeedsTest(unittest.TestCase):
    def test_training_never_reaches_held_out_scenes(self) -> None:
        last = HELD_OUT_SEEDS - DIFFUSION_SEEDS
        self.assertEqual(training_seeds(DIFFUSION_SEEDS, last - 1, 1)[-1], HELD_OUT_SEEDS - 1)
        with self.assertRaisesRegex(ValueError, "Use fewer"):
            training_seeds(DIFFUSION_SEEDS, last - 1, 2)

    def test_the_judge_and_the_model_share_no_scene(self) -> None:
        with self.assertRaisesRegex(ValueError, "Use fewer"):
            training_seeds(JUDGE_SEEDS, DIFFUSION_SEEDS - JUDGE_SEEDS, 1)


class PromptsTest(unittest.TestCase):
    def test_the_five_styles(self) -> None:
        caption, classes = "a jet at sunset", ["aeroplane", "tvmonitor"]
        found = [compose_prompt(style, caption, classes) for style in range(1, 6)]
        self.assertEqual(
            found,
            [
                "a photo of an aeroplane and a tv monitor",
                "a jet at sunset",
                "aeroplane tv monitor",
                "a photo of an aeroplane and a tv monitor; aeroplane tv monitor",
                "a jet at sunset; aeroplane tv monitor",
            ],
        )


if __name__ == "__main__":
    unittest.main()
