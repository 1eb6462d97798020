"""What runs on a graphics card, run on the processor: small, but from scenes to a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
import json
import math
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory
import time
import unittest

import torch

from training.cuda.choose import best_way, fastest_sound
from training.cuda.loop import Denoiser, denoising_step, PromptedLatents
from training.cuda.pieces import read_pieces, write_pieces
from training.diffusion.state import load_parts
from training.fit.gradients import alone, Step
from training.fit.json_log import JsonLog
from training.model.attention import Attention
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
        unprompted, ids = torch.tensor(parts.tokenizer.encode_all(["", "a dog on the grass; dog"]))
        random = torch.Generator().manual_seed(0)
        latents = torch.randn(2, 4, 32, 32, generator=random).half()
        data = PromptedLatents(latents, ids.expand(2, 1, 32).short(), unprompted, 1.0)
        self.assertTrue(torch.equal(data.prompts(3, random), ids.expand(3, 32)))
        step = denoising_step(Denoiser(parts), torch.device("cpu"))
        loss = step(*data.batch(2, random))
        self.assertTrue(0 < loss.item() < 10)
        for parameter in (parts.text_encoder.pos, parts.unet.conv_in.weight):
            self.assertIsNotNone(parameter.grad)
            self.assertGreater(float(parameter.grad.abs().sum()), 0)


class WayTest(unittest.TestCase):
    """Each way computes the sum of squares of a vector, or should."""

    def setUp(self) -> None:
        self.vector = torch.arange(1.0, 5.0, requires_grad=True)
        temporary = TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.path = Path(temporary.name) / "log.jsonl"

    def _way(self, gradient: float = 1.0, loss: float = 1.0, seconds: float = 0.0) -> Callable[[], Step]:
        def step(scale: torch.Tensor) -> torch.Tensor:
            time.sleep(seconds)
            found = (self.vector.square() * scale).sum()
            found.backward()
            self.vector.grad[0] *= gradient
            return found.detach() * loss

        return lambda: alone(step, [self.vector])

    def _chosen(self, ways: dict[str, Callable[[], Step]]) -> str:
        name, step = fastest_sound(ways, [torch.ones(())], [self.vector], JsonLog(self.path))
        self.assertIsNone(self.vector.grad)
        self.assertAlmostEqual(step(torch.ones(())).item(), 30)
        self.assertEqual(self.vector.grad.tolist(), [2, 4, 6, 8])
        return name

    def test_takes_the_fastest(self) -> None:
        ways = {"slow": self._way(seconds=0.02), "fast": self._way(), "slower": self._way(seconds=0.03)}
        self.assertEqual(self._chosen(ways), "fast")

    def test_refuses_what_is_wrong_or_fails(self) -> None:
        def failing() -> Step:
            raise RuntimeError("no kernel image")

        ways = {
            "right": self._way(seconds=0.01),
            "no number": self._way(gradient=math.nan),
            "another gradient": self._way(gradient=-20.0),
            "another loss": self._way(loss=1.1),
            "failing": failing,
        }
        self.assertEqual(self._chosen(ways), "right")
        rows = [json.loads(line) for line in self.path.read_text().splitlines()]
        self.assertEqual([row.get("sound", row["event"]) for row in rows], [True, False, False, False, "way_failed", "way_chosen"])

    def test_stops_where_the_first_is_wrong_already(self) -> None:
        with self.assertRaises(FloatingPointError):
            self._chosen({"right": self._way(gradient=math.nan), "other": self._way()})

    def test_goes_without_graphs_where_there_is_no_card(self) -> None:
        attention = Attention(8, 8, 2)
        parameters = list(attention.parameters())

        def step(x: torch.Tensor) -> torch.Tensor:
            loss = attention(x, x).square().mean()
            loss.backward()
            return loss.detach()

        self.addCleanup(setattr, Attention, "fused", False)
        chosen = best_way(step, parameters, [torch.randn(1, 5, 8)], False, JsonLog(self.path))
        rows = [json.loads(line) for line in self.path.read_text().splitlines()]
        self.assertEqual([row["name"] for row in rows[:4]], ["plain", "fused", "plain graph", "fused graph"])
        self.assertEqual([row["event"] for row in rows[2:]], ["way_failed", "way_failed", "way_chosen"])
        self.assertEqual(Attention.fused, rows[-1]["name"] == "fused")
        chosen(torch.randn(1, 5, 8))
        self.assertIsNotNone(parameters[0].grad)


class LeaseTest(unittest.TestCase):
    def test_prepares_trains_and_comes_back(self) -> None:
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            common = ["--work", str(folder / "work"), "--out", str(folder / "out"), "--start", str(SHIPPED_MODEL)]
            prepare = ["--sprites", str(WORK / "sprites"), "--scenes", "24", "--workers", "2", "--decoder-seconds", "0.5",
                       "--decoder-batch", "2", "--held-out", "2", "--judge-seconds", "0.5", "--judge-scenes", "16", "--judge-batch", "2"]
            self._run("prepare", *common, *prepare)
            # Time for a step at least, on a machine that does other things too.
            train = ["--batch", "2", "--preview-steps", "0", "--save-seconds", "1", "--plain"]
            student = ["--student-seconds", "12", "--student-batch", "2", "--teacher-batch", "2", "--teacher-steps", "4", "--rank", "2",
                       "--capacity", "8"]
            self._run("train", *common, "--seconds", "22", *train, *student)
            checkpoint = folder / "model.pt"
            self._run("restore", str(folder / "out"), "--start", str(SHIPPED_MODEL), "--out", str(checkpoint),
                      "--judge-out", str(folder / "judge.pt"), "--student-out", str(folder / "student.pt"))
            before, after, student_parts = (read_model_folder(SHIPPED_MODEL), load_parts(checkpoint), load_parts(folder / "student.pt"))
            rows = [json.loads(line) for line in (folder / "out/train.jsonl").read_text().splitlines()]
            self.assertTrue((folder / "judge.pt").is_file())
        self.assertEqual([row["event"] for row in rows][-2:], ["student_saved", "done"])
        self.assertGreater(rows[-2]["examples_seen"], 0)
        # What is low-rank is not in the text encoder.
        self.assertTrue(torch.equal(student_parts.text_encoder.pos, after.text_encoder.pos))
        self.assertFalse(torch.equal(student_parts.unet.conv_in.weight, after.unet.conv_in.weight))
        self.assertGreater(after.steps_trained, before.steps_trained)
        self.assertEqual(after.pictures_seen - before.pictures_seen, 2 * (after.steps_trained - before.steps_trained))
        self.assertFalse(torch.equal(before.unet.conv_in.weight, after.unet.conv_in.weight))
        self.assertEqual(after.decoder.conv_in.weight.shape[0], 128)

    def _run(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"training.cuda.{module}", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
