"""Segmenters beside the judge's UNet: DeepLabV3 and Mask2Former in small."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

import numpy as np
import torch

from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.judge.architectures.assignment import cheapest_assignment
from training.judge.architectures.deeplab import DeepLabV3
from training.judge.architectures.kinds import build_network, KINDS
from training.judge.architectures.mask2former import Mask2Former
from training.judge.architectures.query_layer import hidden_places, QueryAttention
from training.judge.architectures.set_loss import NOTHING, segments_of, set_loss, SetPrediction
from training.judge.export import export_judge
from training.judge.network import JudgeNetwork
from training.judge.pairs import stored_scenes
from training.judge.state import load_judge, new_state
from training.judge.train import train_judge
from training.tests.support import open_world


class AssignmentTest(unittest.TestCase):
    def test_costs_as_little_as_the_best_of_all_orders(self) -> None:
        rng = np.random.default_rng(0)
        for rows, columns in (1, 1), (2, 5), (4, 4), (4, 6):
            for _ in range(10):
                costs = rng.normal(size=(rows, columns)).round(1)
                found = cheapest_assignment(costs.tolist())
                self.assertEqual(len(set(found)), rows)
                best = min(costs[range(rows), list(order)].sum() for order in permutations(range(columns), rows))
                self.assertAlmostEqual(costs[range(rows), found].sum(), best)
        self.assertEqual(cheapest_assignment([]), [])

    def test_refuses_what_has_no_answer(self) -> None:
        with self.assertRaisesRegex(ValueError, "each of 2 rows, found 1"):
            cheapest_assignment([[1.0], [2.0]])
        with self.assertRaisesRegex(ValueError, "finite numbers"):
            cheapest_assignment([[float("nan"), float("nan")]])


class DeepLabTest(unittest.TestCase):
    def test_a_dilated_stage_finds_the_same_at_every_other_place(self) -> None:
        torch.manual_seed(0)
        plain, dilated = JudgeNetwork().eval(), DeepLabV3().eval()
        dilated.down.load_state_dict(plain.down.state_dict())
        with torch.no_grad():
            picture = torch.rand(1, 3, 64, 64)
            coarse, fine = plain.features(picture)[-1], dilated.features(picture)[-1]
        self.assertEqual((coarse.shape[-1], fine.shape[-1]), (4, 8))
        torch.testing.assert_close(fine[..., ::2, ::2], coarse)


class Mask2FormerTest(unittest.TestCase):
    def test_a_query_sees_nothing_outside_its_mask_and_everything_without_one(self) -> None:
        masks = torch.tensor([[[1.0, -1.0, -1.0], [-1.0, -1.0, -1.0]]])
        hidden = hidden_places(masks)
        self.assertEqual(hidden.tolist(), [[[False, True, True], [False, False, False]]])
        torch.manual_seed(0)
        attention, queries, places = QueryAttention(8, 2), torch.rand(1, 2, 8), torch.rand(1, 3, 8)
        changed = places.clone()
        changed[:, 1:] += 1
        before, after = (attention(queries, seen, seen, hidden) for seen in (places, changed))
        torch.testing.assert_close(before[:, 0], after[:, 0])
        self.assertGreater((before[:, 1] - after[:, 1]).abs().max().item(), 1e-3)

    def test_right_answers_cost_nothing_whichever_query_gives_them_and_void_costs_nothing(self) -> None:
        mask = torch.zeros(8, 8, dtype=torch.long)
        mask[:4], mask[6:] = 3, 255
        truth = segments_of(mask, 2)
        self.assertEqual(truth.labels.tolist(), [0, 3])
        self.assertEqual(truth.known.view(4, 4)[:, 0].tolist(), [1, 1, 1, 0])

        def cost(answers: dict[int, int], in_void: float) -> float:
            """Of three queries, some of which answer with a segment."""
            classes = torch.full((1, 3, NOTHING + 1), -20.0)
            masks = torch.full((1, 3, 16), -20.0)
            for query in range(3):
                classes[0, query, truth.labels[answers[query]] if query in answers else NOTHING] = 20
                if query in answers:
                    masks[0, query] = truth.shares[answers[query]] * 40 - 20
            masks[..., 12:] = in_void
            return set_loss(SetPrediction(classes, masks.view(1, 3, 4, 4)), [truth]).item()

        for answers in {0: 0, 1: 1}, {2: 0, 0: 1}:
            self.assertLess(cost(answers, -20), 1e-3)
            self.assertLess(cost(answers, 20), 1e-3)
        self.assertGreater(cost({0: 0}, -20), 1)
        self.assertGreater(cost({0: 0, 1: 1, 2: 1}, -20), 0.1)

    def test_a_mask_of_nothing_but_void_teaches_no_mask(self) -> None:
        torch.manual_seed(0)
        loss = Mask2Former().loss(torch.rand(2, 3, 32, 32), torch.full((2, 32, 32), 255))
        self.assertTrue(loss.isfinite().item())

    def test_names_decide_between_classes_and_not_whether_there_is_one(self) -> None:
        torch.manual_seed(0)
        network, picture = Mask2Former(names_deep=True).eval(), torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            before = network.predictions(picture)[-1].classes.softmax(-1)
            assert network.deep_head is not None and network.deep_head.bias is not None
            network.deep_head.bias[5] += 100
            after = network.predictions(picture)[-1].classes.softmax(-1)
        torch.testing.assert_close(after[..., NOTHING], before[..., NOTHING])
        self.assertEqual(set(after[..., :NOTHING].argmax(-1).flatten().tolist()), {5})

    def test_scores_are_logarithms_of_what_is_most_one_a_query(self) -> None:
        torch.manual_seed(0)
        with torch.no_grad():
            scores = Mask2Former(names_deep=True).eval()(torch.rand(2, 3, 32, 32))
        self.assertEqual(scores.shape, (2, 21, 32, 32))
        self.assertLess(scores.exp().sum(1).max().item(), 12)


class KindsTest(unittest.TestCase):
    def test_each_has_the_same_way_down_and_about_as_many_parameters(self) -> None:
        sizes = {}
        for kind in KINDS:
            network = build_network(kind, names_deep=True)
            sizes[kind] = sum(parameter.numel() for parameter in network.parameters())
            self.assertEqual(network.down.state_dict().keys(), JudgeNetwork().down.state_dict().keys())
        for size in sizes.values():
            self.assertTrue(1_000_000 < size < 1_500_000, sizes)

    def test_others_learn_are_loaded_as_what_they_are_and_export(self) -> None:
        world = open_world()
        pairs = stored_scenes(world, 4, seed=0)
        for kind in KINDS[1:]:
            with self.subTest(kind), TemporaryDirectory() as name:
                path, log = Path(name) / "judge.pt", JsonLog(Path(name) / "judge.jsonl")
                state = new_state(0, {}, kind=kind)
                batch = pairs.batch(0, 4)
                before = state.network.loss(*batch).item()
                train_judge(state, pairs, Budget(None, 12), 4, 0, False, log, path)
                self.assertLess(state.network.loss(*batch).item(), 0.9 * before)
                network, loaded = load_judge(path)
                self.assertEqual(loaded.kind, kind)
                with torch.no_grad():
                    self.assertEqual(network(batch[0]).shape, (4, 21, 128, 128))
                self.assertLess(export_judge(network, Path(name) / "judge.onnx", world), 1e-2)


if __name__ == "__main__":
    unittest.main()
