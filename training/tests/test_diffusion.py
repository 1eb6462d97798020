"""Batches, steps and resuming of the diffusion training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

import numpy as np
import torch

from training.diffusion.batches import _window_of_a_class, draw_scenes, draw_windows
from training.diffusion.latents import encode_scenes, LatentSet
from training.diffusion.loop import Recipe, train_step
from training.diffusion.schedule import alphas_bar
from training.diffusion.state import load_parts, resume_state, trained_parameters
from training.fit.options import HAS_HALF
from training.tests.support import open_world, SHIPPED_MODEL
from training.world.classes import CLASSES

_SCENES = 24
_RECIPE = Recipe(batch=2, learning_rate=4e-4, windows_until=0, window_share=0, class_shares=None, half=False, average_decay=0.9995, seed=5,
                 save_minutes=1, preview_steps=0)


class DiffusionTest(unittest.TestCase):
    data: LatentSet

    @classmethod
    def setUpClass(cls) -> None:
        cls.data = encode_scenes(open_world(), resume_state(SHIPPED_MODEL).parts.encoder, _SCENES)

    def test_scaled_latents_have_unit_deviation(self) -> None:
        shipped = resume_state(SHIPPED_MODEL).parts.scaling_factor
        self.assertAlmostEqual(self.data.scaling_factor, shipped, delta=0.1 * shipped)

    def test_windows_show_an_object_and_name_only_what_they_show(self) -> None:
        latents, prompts = draw_windows(self.data, 64, np.random.default_rng(0))
        self.assertEqual(latents.shape, (64, 4, 24, 24))
        named = [prompt for prompt in prompts if prompt]
        self.assertGreater(len(named), 32)
        known = {name for classes in self.data.classes for name in classes}
        unknown = set(CLASSES) - known - {"diningtable", "pottedplant", "tvmonitor"}
        for prompt in named:
            self.assertFalse(unknown & set(prompt.split("; ")[-1].split()), prompt)

    def test_a_window_holds_all_of_a_class_that_fits_into_it(self) -> None:
        small = np.zeros((32, 32), np.uint8)
        small[3:20, 10:31] = 1
        for step in range(50):
            rows, columns = _window_of_a_class(small, np.random.default_rng(step))
            self.assertEqual(int((small[rows, columns] == 1).sum()), int((small == 1).sum()))

    def test_scenes_of_few_and_many_classes_come_in_the_shares_asked_for(self) -> None:
        shown = {latents.numpy().tobytes(): len(names) for latents, names in zip(self.data.latents.float(), self.data.classes)}
        latents, _ = draw_scenes(self.data, 400, np.random.default_rng(0), (0.2, 0.0, 0.8))
        counts = [shown[scene.numpy().tobytes()] for scene in latents]
        self.assertAlmostEqual(counts.count(1) / 400, 0.2, delta=0.06)
        self.assertEqual(counts.count(1) + counts.count(3), 400)

    def test_a_tenth_of_the_prompts_is_empty(self) -> None:
        _, prompts = draw_scenes(self.data, 2000, np.random.default_rng(0))
        self.assertAlmostEqual(prompts.count("") / 2000, 0.1, delta=0.03)

    def test_a_resumed_run_is_the_unbroken_run(self) -> None:
        levels = alphas_bar()
        unbroken = resume_state(SHIPPED_MODEL)
        losses = [train_step(unbroken, self.data, _RECIPE, levels, 0.5) for _ in range(3)]
        broken = resume_state(SHIPPED_MODEL)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.pt"
            again = [train_step(broken, self.data, _RECIPE, levels, 0.5)]
            broken.save(path)
            resumed = resume_state(path)
            again += [train_step(resumed, self.data, _RECIPE, levels, 0.5) for _ in range(2)]
            resumed.save(path)
            exported = load_parts(path)
        np.testing.assert_allclose(losses, again, rtol=1e-5)
        self.assertEqual(resumed.parts.steps_trained, unbroken.parts.steps_trained)
        self.assertEqual(resumed.optimizer_steps, 3)
        pairs = zip(trained_parameters(exported), unbroken.average.averages)
        self.assertTrue(all(torch.allclose(a, b, atol=1e-6) for a, b in pairs))

    def test_a_share_of_the_earlier_steps_takes_windows(self) -> None:
        recipe = replace(_RECIPE, windows_until=0.5, window_share=0.25)
        drawn = {
            progress: [recipe.draw(self.data, progress, np.random.default_rng(step))[0] for step in range(200)]
            for progress in (0.4, 0.5)
        }
        sides = [latents.shape[-1] for latents in drawn[0.4]]
        self.assertEqual({latents.shape[::3] for latents in drawn[0.4]}, {(4, 24), (2, 32)})
        self.assertAlmostEqual(sides.count(24) / 200, 0.25, delta=0.08)
        self.assertEqual({latents.shape[-1] for latents in drawn[0.5]}, {32})

    @unittest.skipUnless(HAS_HALF, "PyTorch 1 has no mixed bfloat16")
    def test_half_precision_gives_nearly_the_same_loss_where_pytorch_is_2_or_later(self) -> None:
        single, half = (
            train_step(resume_state(SHIPPED_MODEL), self.data, replace(_RECIPE, half=half), alphas_bar(), 0.5)
            for half in (False, True)
        )
        self.assertNotEqual(single, half)
        self.assertAlmostEqual(single, half, delta=0.05 * single)

    def test_training_continues_where_the_shipped_weights_stand(self) -> None:
        # An untrained UNet answers 0, whose weighted error is near 0.35; the shipped weights are far below.
        state = resume_state(SHIPPED_MODEL)
        self.assertLess(train_step(state, self.data, _RECIPE, alphas_bar(), 0.5), 0.15)
        self.assertEqual(state.parts.steps_trained, resume_state(SHIPPED_MODEL).parts.steps_trained + 1)


if __name__ == "__main__":
    unittest.main()
