"""Averages, budgets and checkpoints."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

import torch
from torch import nn

from training.fit.budget import Budget
from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.ema import ema_decay, float_state, WeightAverage
from training.fit.step_random import step_generators


class AverageTest(unittest.TestCase):
    def test_average_moves_by_the_decay_and_applies_for_a_while_only(self) -> None:
        layer = nn.Linear(1, 1, bias=False)
        with torch.no_grad():
            layer.weight.fill_(1.0)
        average = WeightAverage(float_state(layer))
        with torch.no_grad():
            layer.weight.fill_(3.0)
        average.update(step=1)
        # Decay 2/21: the average goes from 1 to 2/21 × 1 + 19/21 × 3.
        with average.applied():
            self.assertAlmostEqual(layer.weight.item(), (2 + 57) / 21, places=6)
        self.assertEqual(layer.weight.item(), 3.0)

    def test_decay_grows_to_its_limit(self) -> None:
        self.assertLess(ema_decay(1), 0.1)
        self.assertEqual(ema_decay(1_000_000), 0.9995)

    def test_batch_norm_statistics_are_averaged_too(self) -> None:
        # weight, bias, running mean and variance, but not the integer count of batches.
        self.assertEqual(len(float_state(nn.BatchNorm2d(2))), 4)


class BudgetTest(unittest.TestCase):
    def test_steps_end_a_run(self) -> None:
        budget = Budget(None, 2)
        self.assertFalse(budget.spent)
        budget.done_steps = 1
        self.assertEqual(budget.progress, 0.5)
        budget.done_steps = 2
        self.assertTrue(budget.spent)

    def test_a_pause_costs_no_time(self) -> None:
        seconds = [0.0]
        budget = Budget(2, None, lambda: seconds[0])
        for seconds[0] in (30.0, 3630.0, 3660.0):
            self.assertFalse(budget.spent)
        self.assertAlmostEqual(budget.elapsed_minutes, 1.0)
        for seconds[0] in (3690.0, 3720.0):
            spent = budget.spent
        self.assertTrue(spent)

    def test_a_budget_without_bounds_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "--minutes or --steps"):
            Budget(None, None)


class CheckpointTest(unittest.TestCase):
    def test_saves_whole_files_and_reads_them_back(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "deep/state.pt"
            save_checkpoint(path, {"weights": torch.ones(2), "step": 3, "rate": 0.5})
            self.assertEqual([file.name for file in path.parent.iterdir()], ["state.pt"])
            self.assertEqual(load_checkpoint(path)["rate"], 0.5)

    def test_says_which_checkpoint_is_missing(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "nowhere.pt"):
            load_checkpoint(Path("nowhere.pt"))


class StepRandomTest(unittest.TestCase):
    def test_steps_and_seeds_draw_different_numbers(self) -> None:
        def draw(seed: int, step: int) -> tuple[float, float]:
            rng, random = step_generators(seed, step)
            return rng.random(), torch.rand(1, generator=random).item()

        self.assertEqual(draw(1, 2), draw(1, 2))
        self.assertEqual(len({draw(1, 2), draw(1, 3), draw(2, 2), draw(2, 1)}), 4)


if __name__ == "__main__":
    unittest.main()
