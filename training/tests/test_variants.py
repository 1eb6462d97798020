from __future__ import annotations

import unittest

import numpy as np
import torch

from training.diffusion.state import load_parts
from training.evaluation.loss import held_out_errors
from training.judge.network import JudgeNetwork
from training.tests.support import open_world, SHIPPED_MODEL
from training.variants.alignment import Alignment
from training.variants.changes import CHANGES


class ChangesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.unet = load_parts(SHIPPED_MODEL).unet
        random = torch.Generator().manual_seed(0)
        self.inputs = torch.randn(1, 4, 32, 32, generator=random), torch.tensor([500]), torch.randn(1, 32, 128, generator=random)

    @torch.no_grad()
    def test_a_second_attention_begins_with_what_the_trained_network_computes(self) -> None:
        before = self.unet(*self.inputs)
        CHANGES["attention-in-both"](self.unet)
        torch.testing.assert_close(self.unet(*self.inputs), before)

    @torch.no_grad()
    def test_two_heads_look_at_other_places(self) -> None:
        before = self.unet(*self.inputs)
        CHANGES["two-heads"](self.unet)
        after = self.unet(*self.inputs)
        self.assertGreater((after - before).abs().max().item(), 1e-3)
        self.assertLess((after - before).abs().mean().item(), 0.2 * before.abs().mean().item())


class AlignmentTest(unittest.TestCase):
    def test_moves_the_network_and_not_the_judge(self) -> None:
        torch.manual_seed(0)
        unet, judge = load_parts(SHIPPED_MODEL).unet, JudgeNetwork().eval()
        alignment = Alignment(unet, judge, open_world())
        unet(torch.randn(2, 4, 32, 32), torch.tensor([500, 100]), torch.randn(2, 32, 128))
        loss = alignment.loss(np.array([0, 3]))
        self.assertTrue(0 < loss.item() < 2)
        loss.backward()
        self.assertGreater(unet.conv_in.weight.grad.abs().max().item(), 0)
        self.assertIsNone(unet.conv_out.weight.grad, "it comes after")
        self.assertTrue(all(parameter.grad is None for parameter in judge.parameters()))


class HeldOutErrorsTest(unittest.TestCase):
    def test_are_those_of_the_same_noise_each_time_and_grow_when_weights_are_spoiled(self) -> None:
        parts, world = load_parts(SHIPPED_MODEL), open_world()
        first, second = (held_out_errors(parts, world, 2) for _ in range(2))
        self.assertEqual(first, second)
        with torch.no_grad():
            parts.unet.conv_out.weight.mul_(0.5)
        self.assertGreater(held_out_errors(parts, world, 2)["loss"], first["loss"])


if __name__ == "__main__":
    unittest.main()
