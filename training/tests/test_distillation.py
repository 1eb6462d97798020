"""The student of few steps: its targets, its strides, its low-rank differences, and that it learns."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory
import unittest

import numpy as np
import torch
from torch import nn

from training.diffusion.ddim import ddim, ddim_step
from training.diffusion.schedule import alphas_bar, trailing_timesteps
from training.diffusion.state import load_parts
from training.distillation.differences_file import applied, quantised, write_tensors
from training.distillation.loop import distil, new_student, student_step, StudentRecipe, walk
from training.distillation.low_rank import add_low_rank, merged_state
from training.distillation.pool import StridePool
from training.distillation.steps import guided_strides, Jumps, STEPS
from training.fit.budget import Budget
from training.fit.checkpoint import load_checkpoint
from training.fit.gradients import alone
from training.fit.json_log import JsonLog
from training.onnx_files.layout import read_model_folder
from training.tests.support import ROOT, SHIPPED_MODEL, WORK

_RECIPE = StudentRecipe(batch=4, learning_rate=1e-2, rank=4, guidance=4.0, guided_between=(0, 799), teacher_steps=8,
                        reuse=4, teacher_batch=2, average_decay=0.5, half=False, seed=0)


class Velocities(nn.Module):
    """A UNet that answers by a formula, and counts its rows."""

    rows = 0

    def forward(self, x: torch.Tensor, timesteps: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        self.rows += len(x)
        return 0.3 * x.sin() + timesteps.view(-1, 1, 1, 1) / 1000 + context.mean((1, 2)).view(-1, 1, 1, 1)


class Astray(nn.Module):
    """A UNet that always answers the same velocity."""

    rows = 0

    def forward(self, x: torch.Tensor, timesteps: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        self.rows += len(x)
        return torch.full_like(x, 0.1)


class StepsTest(unittest.TestCase):
    def test_stand_where_the_studio_calls_the_unet(self) -> None:
        self.assertEqual(trailing_timesteps(4).tolist(), [999, 749, 499, 249])
        self.assertEqual(trailing_timesteps(20).tolist()[:3], [999, 949, 899])

    def test_one_row_without_guidance_and_two_with_it(self) -> None:
        noise, prompted, unprompted = torch.randn(2, 4, 8, 8), torch.randn(2, 3, 5), torch.randn(2, 3, 5)
        unet = Velocities()
        *_, alone = ddim(unet, noise, prompted, unprompted, 4, 1)
        self.assertEqual(unet.rows, 4 * 2)
        *_, nearly = ddim(unet, noise, prompted, unprompted, 4, 1 + 1e-6)
        self.assertEqual(unet.rows, 4 * 2 + 4 * 4)
        torch.testing.assert_close(alone, nearly, atol=1e-4, rtol=0)
        # Of 999, 749, 499 and 249 two lie in the interval.
        list(ddim(unet, noise, prompted, unprompted, 4, 3, guided_between=(499, 998)))
        self.assertEqual(unet.rows, 4 * 2 + 4 * 4 + 2 * 2 + 2 * 4)

    def test_teacher_shows_the_end_of_each_stride_from_where_the_student_is(self) -> None:
        noise, prompted, unprompted = torch.randn(2, 4, 8, 8), torch.randn(2, 3, 5), torch.randn(2, 3, 5)
        levels = torch.cat([alphas_bar()[trailing_timesteps(STEPS)], torch.ones(1)])
        astray = Astray()
        starts, ends = guided_strides(Velocities(), astray, noise, prompted, unprompted, 8, 3, half=False)
        self.assertEqual(astray.rows, 3 * 2)
        torch.testing.assert_close(starts[:, 0], noise.half())
        for step in range(1, STEPS):
            moved = ddim_step(starts[:, step - 1].float(), torch.full_like(noise, 0.1), levels[step - 1], levels[step])
            torch.testing.assert_close(starts[:, step].float(), moved, atol=2e-3, rtol=2e-3)
        walked = list(ddim(Velocities(), noise, prompted, unprompted, 8, 3))
        torch.testing.assert_close(ends[:, 0], walked[1].half())
        *_, last = ddim(Velocities(), starts[:, 3].float(), prompted, unprompted, 8, 3, slice(6, 8))
        torch.testing.assert_close(ends[:, 3].float(), last, atol=2e-2, rtol=2e-3)
        with self.assertRaisesRegex(ValueError, "multiple of 4"):
            guided_strides(Velocities(), astray, noise, prompted, unprompted, 6, 3, half=False)

    def test_target_is_the_velocity_that_leads_there_in_one_step(self) -> None:
        levels = torch.cat([alphas_bar()[trailing_timesteps(STEPS)], torch.ones(1)])
        random = torch.Generator().manual_seed(0)
        start, end = torch.randn(2, STEPS, 4, 8, 8, generator=random)
        step = torch.arange(STEPS)
        velocity = Jumps("cpu").target(start, end, step)
        here, there = (levels[step + offset].view(-1, 1, 1, 1) for offset in (0, 1))
        torch.testing.assert_close(ddim_step(start, velocity, here, there), end, atol=1e-4, rtol=0)


class LowRankTest(unittest.TestCase):
    def test_begins_as_no_difference_and_merges_into_an_ordinary_network(self) -> None:
        torch.manual_seed(0)
        network = nn.Sequential(nn.Conv2d(4, 6, 3, padding=1), nn.GroupNorm(2, 6), nn.Conv2d(6, 4, 1))
        names, before = set(network.state_dict()), network(torch.ones(1, 4, 5, 5))
        trained = add_low_rank(network, 2)
        torch.testing.assert_close(network(torch.ones(1, 4, 5, 5)), before)
        # Two factors for each convolution, weight and bias of the norm, two biases.
        self.assertEqual(len(trained), 2 * 2 + 2 + 2)
        with torch.no_grad():
            for parameter in trained:
                parameter.add_(0.1 * torch.randn(parameter.shape))
        after = network(torch.ones(1, 4, 5, 5))
        self.assertGreater((after - before).abs().max().item(), 1e-3)
        merged = nn.Sequential(nn.Conv2d(4, 6, 3, padding=1), nn.GroupNorm(2, 6), nn.Conv2d(6, 4, 1))
        self.assertEqual(set(merged_state(network)), names)
        merged.load_state_dict(merged_state(network))
        torch.testing.assert_close(merged(torch.ones(1, 4, 5, 5)), after)
        # It goes on after that.
        torch.testing.assert_close(network(torch.ones(1, 4, 5, 5)), after)


class DifferencesFileTest(unittest.TestCase):
    def test_makes_the_student_of_its_teacher_again_in_8_bits(self) -> None:
        torch.manual_seed(0)
        network = nn.Sequential(nn.Conv2d(4, 6, 3), nn.GroupNorm(2, 6), nn.Linear(6, 5))
        teacher = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        trained = add_low_rank(network, 3)
        with torch.no_grad():
            for parameter in trained:
                parameter.add_(0.1 * torch.randn(parameter.shape))
        student = merged_state(network)
        differences = {name: tensor.detach() for name, tensor in network.named_parameters() if tensor.requires_grad}
        tensors = quantised(differences, teacher)
        found = applied(tensors, teacher)
        for name, tensor in student.items():
            change = (tensor - teacher[name]).norm()
            self.assertGreater(change, 0.01, name)
            self.assertLess((found[name] - tensor).norm(), 0.02 * change, name)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "quick.safetensors"
            write_tensors(path, tensors, {"steps": "4"})
            content = path.read_bytes()
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8:8 + length])
        self.assertEqual(header.pop("__metadata__"), {"steps": "4"})
        self.assertEqual(set(header), set(tensors))
        for name, entry in header.items():
            start, end = entry["data_offsets"]
            stored = np.frombuffer(content[8 + length + start:8 + length + end], tensors[name].dtype)
            np.testing.assert_array_equal(stored.reshape(entry["shape"]), tensors[name])


class PoolTest(unittest.TestCase):
    def test_keeps_the_latest_and_pairs_the_ends_of_one_step(self) -> None:
        pool = StridePool(4)
        for first in (0, 3):
            numbers = torch.arange(first, first + 3, dtype=torch.half).view(3, 1, 1, 1, 1)
            quarters = torch.arange(4, dtype=torch.half).view(1, 4, 1, 1, 1) / 8
            starts = (numbers + quarters).expand(3, 4, 4, 2, 2)
            pool.add(starts, starts + 0.5, torch.arange(first, first + 3).view(3, 1).expand(3, 32))
        self.assertEqual((len(pool), pool.made), (4, 6))
        start, end, step, ids = pool.draw(200, torch.Generator().manual_seed(0))
        self.assertEqual(sorted(set(ids[:, 0].tolist())), [2, 3, 4, 5])
        self.assertEqual(sorted(set(step.tolist())), [0, 1, 2, 3])
        torch.testing.assert_close(start[:, 0, 0, 0], ids[:, 0] + step / 8)
        torch.testing.assert_close(end - start, torch.full_like(start, 0.5))
        again = StridePool(8)
        again.add(**pool.state())
        self.assertEqual(len(again), 4)


class StudentTest(unittest.TestCase):
    def test_begins_as_its_teacher_and_learns_guidance_and_strides(self) -> None:
        teacher = read_model_folder(SHIPPED_MODEL)
        random = torch.Generator().manual_seed(0)
        pool = StridePool(4)

        def draw_dogs(count: int, _: torch.Generator) -> torch.Tensor:
            return torch.tensor(teacher.tokenizer.encode_all(["a dog; dog"] * count))

        student = new_student(teacher.unet, _RECIPE.rank)
        pool.add(*walk(teacher, student.unet, draw_dogs, _RECIPE, random))
        self.assertLess(sum(tensor.numel() for tensor in student.differences().values()), 400_000)
        torch.testing.assert_close(student.merged().state_dict(), teacher.unet.state_dict())
        step = alone(student_step(student, teacher, half=False), student.parameters)
        fixed = pool.draw(16, random)
        before = step(*fixed).item()
        with TemporaryDirectory() as folder:
            distil(teacher, student, step, draw_dogs, pool, _RECIPE, Budget(None, 16), JsonLog(Path(folder) / "log.jsonl"), lambda: None)
        self.assertLess(step(*fixed).item(), 0.8 * before)
        # 16 steps of 4 examples; 2 walks have 8 strides, each seen four times: 2 more are made.
        self.assertEqual((student.examples_seen, pool.made), (64, 4))
        other = new_student(teacher.unet, _RECIPE.rank)
        other.take(student.differences())
        torch.testing.assert_close(other.merged().state_dict(), student.merged().state_dict())
        with self.assertRaisesRegex(ValueError, "--rank"):
            other.take({})


class CommandTest(unittest.TestCase):
    def test_leaves_a_checkpoint_like_any_other_and_goes_on_from_it(self) -> None:
        with TemporaryDirectory() as temporary:
            work = Path(temporary)
            (work / "sprites").symlink_to((WORK / "sprites").resolve())
            tiny = ["--work", str(work), "--scenes", "16", "--steps", "2", "--student-batch", "2", "--teacher-batch", "2",
                    "--teacher-steps", "4", "--reuse", "1", "--rank", "2", "--capacity", "8"]
            for resume in ([], ["--resume"]):
                command = [sys.executable, "-m", "training.distil", *tiny, *resume]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
            folder = work / "student"
            rows = [json.loads(line) for line in (folder / "student.jsonl").read_text().splitlines()]
            student = load_parts(folder / "student.pt")
            command = [sys.executable, "-m", "training.export_student", "--work", str(work), "--out", str(work / "quick.safetensors")]
            exported = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
            self.assertLess(exported["relative_error"], 0.03)
            kept = load_checkpoint(folder / "strides.pt")["ids"]
            self.assertTrue((folder / "student.png").is_file())
        starts = [row for row in rows if row["event"] == "start"]
        self.assertEqual([(row["resumed"], row["walks"]) for row in starts], [(False, 0), (True, len(kept))])
        self.assertFalse(torch.equal(student.unet.conv_in.weight, read_model_folder(SHIPPED_MODEL).unet.conv_in.weight))


if __name__ == "__main__":
    unittest.main()
