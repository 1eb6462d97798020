"""The judge: data, learning, self-training and export."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

import numpy as np
from PIL import Image
import torch

from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.judge.augment import augment
from training.judge.backbone import (
    classes_present,
    load_classifier,
    PresenceClassifier,
    presence_accuracy,
    save_classifier,
)
from training.judge.export import export_judge
from training.judge.network import JudgeNetwork, scores_with_flip
from training.judge.pairs import load_voc, ScenePairs, stored_scenes, StoredPairs
from training.judge.pretrain import pretrain
from training.judge.review import review
from training.judge.shipped import open_judge
from training.judge.state import load_state, new_state, set_learning_rate
from training.judge.teach import relabel
from training.judge.train import train_judge
from training.tests.support import open_world, shares


def _write_voc(folder: Path, mask: np.ndarray) -> None:
    root = folder / "VOCdevkit/VOC2012"
    for name in ("JPEGImages", "SegmentationClass", "ImageSets/Segmentation"):
        (root / name).mkdir(parents=True)
    Image.fromarray(np.full((128, 128, 3), 90, np.uint8)).save(root / "JPEGImages/one.jpg")
    image = Image.fromarray(mask).convert("P")
    image.putdata(mask.ravel())
    image.save(root / "SegmentationClass/one.png")
    (root / "ImageSets/Segmentation/trainval.txt").write_text("one\n")


class PairsTest(unittest.TestCase):
    def test_reads_an_export_with_its_void(self) -> None:
        mask = np.zeros((128, 128), np.uint8)
        mask[:10], mask[10:20] = 20, 255
        with TemporaryDirectory() as folder:
            _write_voc(Path(folder), mask)
            pairs = load_voc(Path(folder), "trainval", seed=0)
            pictures, masks = pairs.batch(0, 4)
        self.assertEqual(pictures.shape, (4, 3, 128, 128))
        self.assertEqual(shares(masks[0].numpy()), {0: 108 * 128, 20: 1280, 255: 1280})

    def test_refuses_classes_that_are_not_vocs(self) -> None:
        with TemporaryDirectory() as folder:
            _write_voc(Path(folder), np.full((128, 128), 21, np.uint8))
            with self.assertRaisesRegex(ValueError, r"found \[21\]"):
                load_voc(Path(folder), "trainval", seed=0)

    def test_endless_scenes_differ_by_step_and_repeat_by_step(self) -> None:
        pairs = ScenePairs(open_world())
        first, again, second = (pairs.batch(step, 2)[0] for step in (0, 0, 1))
        self.assertTrue(torch.equal(first, again))
        self.assertFalse(torch.equal(first, second))

    def test_augmentation_keeps_masks_on_their_pictures(self) -> None:
        # The left half is white and class 1: wherever a mirror moves it, bright pixels stay class 1.
        pictures = torch.full((64, 3, 128, 128), -0.8)
        masks = torch.zeros(64, 128, 128, dtype=torch.long)
        pictures[..., :64], masks[..., :64] = 0.8, 1
        changed, moved = augment(pictures, masks, torch.Generator().manual_seed(0))
        self.assertGreater(((changed.mean(1) > 0) == (moved == 1)).float().mean().item(), 0.98)
        self.assertEqual(set(moved[:, 0, 0].tolist()), {0, 1})


class JudgeTest(unittest.TestCase):
    def test_learns_saves_goes_on_and_exports(self) -> None:
        world = open_world()
        pairs = stored_scenes(world, 6, seed=0)
        with TemporaryDirectory() as name:
            path, log = Path(name) / "judge.pt", JsonLog(Path(name) / "judge.jsonl")
            state = new_state(0, {})
            pictures, masks = pairs.batch(0, 6)
            before = torch.nn.functional.cross_entropy(state.network(pictures), masks).item()
            train_judge(state, pairs, Budget(None, 30), 4, 0, False, log, path)
            resumed = load_state(path)
            self.assertEqual((resumed.step, resumed.pictures_seen), (30, 120))
            weights = zip(resumed.network.state_dict().values(), state.network.state_dict().values())
            self.assertTrue(all(torch.equal(a, b) for a, b in weights))
            after = torch.nn.functional.cross_entropy(state.network(pictures), masks).item()
            self.assertLess(after, 0.8 * before)
            difference = export_judge(resumed.network, Path(name) / "judge.onnx", world)
            self.assertLess(difference, 1e-2)
            self.assertLess((Path(name) / "judge.onnx").stat().st_size, 3_000_000)
            read = open_judge(Path(name) / "judge.onnx")
            resumed.network.eval()
            with torch.no_grad():
                expected, found = resumed.network(pictures), read(pictures)
            self.assertLess((found - expected).abs().max().item(), 1e-2 * expected.abs().max().item())

    def test_a_backbone_learns_names_and_begins_a_judge(self) -> None:
        world = open_world()
        torch.manual_seed(0)
        classifier = PresenceClassifier()
        with TemporaryDirectory() as name:
            path = Path(name) / "backbone.pt"
            log = JsonLog(Path(name) / "backbone.jsonl")
            untrained = presence_accuracy(classifier.eval(), world, 16)
            average = pretrain(classifier, world, Budget(None, 30), 4, 0, False, log)
            with average.applied():
                # At first it says no to nearly everything, which is right for most of the twenty.
                self.assertGreater(presence_accuracy(classifier.eval(), world, 16), untrained)
                save_classifier(classifier, path)
            state, loaded = new_state(0, {}, path), load_classifier(path)
        weights = zip(state.network.down.state_dict().values(), loaded.network.down.state_dict().values())
        self.assertTrue(all(torch.equal(a, b) for a, b in weights))
        # The deep head's scores, averaged over a picture, are the classifier's.
        picture, _ = stored_scenes(world, 2, seed=0).batch(0, 2)
        deep = state.network.eval().features(picture)[-1]
        torch.testing.assert_close(state.network.deep_head(deep).mean((2, 3))[:, 1:], loaded(picture))
        set_learning_rate(state.optimizer, 1.0)
        self.assertEqual([group["lr"] for group in state.optimizer.param_groups], [0.1, 1.0])

    def test_classes_are_present_from_64_pixels_on(self) -> None:
        masks = torch.zeros(1, 128, 128, dtype=torch.long)
        masks[0, 0, :63], masks[0, 1, :64] = 1, 20
        self.assertEqual(classes_present(masks).nonzero().tolist(), [[0, 19]])

    def test_a_review_leaves_out_what_is_missing_and_what_is_seen_besides(self) -> None:
        scenes = stored_scenes(open_world(), 3, seed=0)
        masks = np.zeros((3, 128, 128), np.uint8)
        masks[1, :64], masks[2, :64], masks[2, 64:] = 1, 1, 2
        classifier = PresenceClassifier().eval()
        torch.nn.init.zeros_(classifier.head.weight)
        for seen, kept in ([], 0), ([1], 1), ([1, 2], 2):
            pairs = StoredPairs(scenes.pictures, masks, seed=0)
            torch.nn.init.constant_(classifier.head.bias, -1)
            with torch.no_grad():
                classifier.head.bias[[label - 1 for label in seen]] = 1
            self.assertEqual(review(pairs, classifier), 1)
            np.testing.assert_array_equal(pairs.masks, masks[kept : kept + 1])
        torch.nn.init.ones_(classifier.head.bias)
        with self.assertRaisesRegex(ValueError, "found none among"):
            review(StoredPairs(scenes.pictures, masks, seed=0), classifier)

    def test_a_teacher_leaves_void_where_it_is_unsure(self) -> None:
        pairs = stored_scenes(open_world(), 3, seed=0)
        teacher = JudgeNetwork().eval()
        relabel(pairs, teacher, confidence=1.1)
        self.assertEqual(set(shares(pairs.masks)), {255})

    def test_a_teacher_chooses_among_background_and_known_classes(self) -> None:
        pairs = stored_scenes(open_world(), 3, seed=0)
        before = pairs.masks
        relabel(pairs, JudgeNetwork().eval(), confidence=0.0)
        for old, new in zip(before, pairs.masks):
            self.assertLessEqual(set(shares(new)), {0, *shares(old)})

    def test_refuses_a_file_of_another_network(self) -> None:
        with self.assertRaisesRegex(ValueError, "Expected a UNet of training.judge.export"):
            open_judge(Path("public/models/emoji-scenes/vae_decoder/model.onnx"))

    def test_flipping_makes_scores_symmetric(self) -> None:
        network = JudgeNetwork().eval()
        picture = torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            straight, mirrored = scores_with_flip(network, picture), scores_with_flip(network, picture.flip(-1))
        torch.testing.assert_close(straight, mirrored.flip(-1), atol=1e-5, rtol=1e-4)


if __name__ == "__main__":
    unittest.main()
