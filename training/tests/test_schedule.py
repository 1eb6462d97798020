"""Noise schedule, v-prediction and loss weights against their definitions."""

from __future__ import annotations

import unittest

import torch

from training.diffusion.schedule import add_noise, alphas_bar, draw_timesteps, loss_weights, velocity


class ScheduleTest(unittest.TestCase):
    def test_the_last_step_has_no_signal_and_the_first_keeps_its_own(self) -> None:
        levels = alphas_bar()
        self.assertEqual(levels[-1].item(), 0)
        self.assertAlmostEqual(levels[0].item(), 1 - 0.00085, places=6)
        self.assertTrue(bool((levels.diff() < 0).all()))

    def test_velocity_and_noisy_latents_give_back_the_clean_ones(self) -> None:
        random = torch.Generator().manual_seed(1)
        clean, noise = torch.randn(2, 3, 4, 8, 8, generator=random)
        level = torch.tensor([0.0, 0.3, 0.99])
        noisy, v = add_noise(clean, noise, level), velocity(clean, noise, level)
        signal = level.view(-1, 1, 1, 1)
        torch.testing.assert_close(signal.sqrt() * noisy - (1 - signal).sqrt() * v, clean, atol=1e-6, rtol=1e-5)

    def test_weights_are_clamped_signal_to_noise_ratios(self) -> None:
        weights = loss_weights(torch.tensor([0.0, 0.1, 0.5, 0.9]))
        # Ratios 0, 1/9, 1 and 9; the last is clamped to 5, the first two weights to 0.3.
        torch.testing.assert_close(weights, torch.tensor([0.3, 0.3, 1 / 2, 5 / 10]))

    def test_timesteps_depend_on_the_generator_alone_and_reach_both_ends(self) -> None:
        first, second = (draw_timesteps(20_000, torch.Generator().manual_seed(3)) for _ in range(2))
        self.assertTrue(torch.equal(first, second))
        self.assertGreaterEqual(first.min().item(), 0)
        self.assertGreater(first.max().item(), 990)
        self.assertLessEqual(first.max().item(), 999)

    def test_timesteps_of_each_batch_are_spread_as_those_of_all(self) -> None:
        random = torch.Generator().manual_seed(3)
        batches = torch.stack([draw_timesteps(64, random) for _ in range(400)])
        quartiles = batches.double().quantile(torch.tensor([0.25, 0.5, 0.75]).double())
        # Drawn one by one, 64 are off by 4 as a matter of course, and one batch in 400 by 11.
        for share, bound in zip((0.25, 0.5, 0.75), quartiles):
            below = (batches < bound).sum(1)
            self.assertLessEqual((below - 64 * share).abs().max().item(), 3)


if __name__ == "__main__":
    unittest.main()
