"""What runs on a graphics card, run on the processor: small, but from scenes to a checkpoint."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory
import unittest

import torch

from training.cuda.loop import card_step, Denoiser
from training.cuda.pieces import read_pieces, write_pieces
from training.diffusion.schedule import alphas_bar
from training.diffusion.state import load_parts
from training.onnx_files.layout import read_model_folder
from training.tests.support import ROOT, SHIPPED_MODEL, WORK


class PiecesTest(unittest.TestCase):
    def test_come_back_joined(self) -> None:
        random = torch.Generator().manual_seed(0)
        tensors = {f"layer{index}.weight": torch.randn(1000, 3000, generator=random) for index in range(4)}
        with TemporaryDirectory() as folder:
            write_pieces(tensors, Path(folder), "model")
            self.assertEqual(sorted(path.name for path in Path(folder).iterdir()), ["model-0.npz", "model-1.npz"])
            found = read_pieces(Path(folder), "model")
        self.assertEqual(list(found), list(tensors))
        for name, tensor in tensors.items():
            torch.testing.assert_close(found[name], tensor.half().float(), rtol=0, atol=0)

    def test_says_where_there_are_none(self) -> None:
        with TemporaryDirectory() as folder, self.assertRaisesRegex(FileNotFoundError, "No model-"):
            read_pieces(Path(folder), "model")


class CardStepTest(unittest.TestCase):
    def test_leaves_gradients_in_text_encoder_and_unet(self) -> None:
        parts = read_model_folder(SHIPPED_MODEL)
        ids = torch.tensor(parts.tokenizer.encode_all(["a dog on the grass; dog", ""]))
        random = torch.Generator().manual_seed(0)
        clean = torch.randn(2, 4, 32, 32, generator=random)
        loss = card_step(Denoiser(parts), clean, ids, alphas_bar(), random)
        self.assertTrue(0 < loss.item() < 10)
        for parameter in (parts.text_encoder.pos, parts.unet.conv_in.weight):
            self.assertIsNotNone(parameter.grad)
            self.assertGreater(float(parameter.grad.abs().sum()), 0)


class LeaseTest(unittest.TestCase):
    def test_prepares_trains_and_comes_back(self) -> None:
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            common = ["--work", str(folder / "work"), "--out", str(folder / "out"), "--start", str(SHIPPED_MODEL)]
            prepare = ["--sprites", str(WORK / "sprites"), "--scenes", "24", "--workers", "2", "--decoder-seconds", "0.5",
                       "--decoder-batch", "2", "--held-out", "2", "--judge-seconds", "0.5", "--judge-scenes", "16", "--judge-batch", "2"]
            self._run("prepare", *common, *prepare)
            # Time for a step at least, on a machine that does other things too.
            self._run("train", *common, "--seconds", "10", "--batch", "2", "--preview-steps", "0", "--save-seconds", "1")
            checkpoint = folder / "model.pt"
            self._run("restore", str(folder / "out"), "--start", str(SHIPPED_MODEL), "--out", str(checkpoint),
                      "--judge-out", str(folder / "judge.pt"))
            before, after = read_model_folder(SHIPPED_MODEL), load_parts(checkpoint)
            rows = [json.loads(line) for line in (folder / "out/train.jsonl").read_text().splitlines()]
            self.assertTrue((folder / "judge.pt").is_file())
        self.assertEqual([row["event"] for row in rows][-2:], ["saved", "done"])
        self.assertGreater(after.steps_trained, before.steps_trained)
        self.assertEqual(after.pictures_seen - before.pictures_seen, 2 * (after.steps_trained - before.steps_trained))
        self.assertFalse(torch.equal(before.unet.conv_in.weight, after.unet.conv_in.weight))
        self.assertEqual(after.decoder.conv_in.weight.shape[0], 128)

    def _run(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"training.cuda.{module}", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
