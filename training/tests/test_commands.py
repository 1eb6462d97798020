"""A smoke run of the commands in README.md, in seconds. training/setup.sh has run before the tests."""

from __future__ import annotations

import json
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
import unittest

from training.tests.support import ROOT, SHIPPED_MODEL, WORK
from training.world.seeds import JUDGE_SEEDS

_TINY = ["--steps", "2", "--batch", "2", "--scenes", "16", "--preview-steps", "1"]


def _run(module: str, *arguments: str | Path) -> str:
    command = [sys.executable, "-m", f"training.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _card(folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((folder / "vae_decoder/config.json").read_text())
    return found


class CommandsTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.work = Path(temporary.name)
        shutil.copytree(WORK / "sprites", self.work / "sprites")

    def test_trains_from_nothing_and_exports_new_graphs(self) -> None:
        _run("train", "--work", self.work, *_TINY, "--autoencoder-steps", "2", "--window-share", "1")
        with self.assertRaisesRegex(AssertionError, "is there already"):
            _run("train", "--work", self.work, *_TINY)
        folder = self.work / "model"
        report = json.loads(_run("export", "--work", self.work, "--out", folder, "--listing").splitlines()[-1])
        # One step on 4 windows, one on 2 whole scenes.
        self.assertEqual(report["pictures_seen"], 6)
        self.assertEqual(_card(folder)["steps_trained"], 2)
        listed = {file["path"] for file in json.loads((folder / "files.json").read_text())["files"]}
        self.assertIn("unet/model.onnx", listed)
        events = [json.loads(line)["event"] for line in (self.work / "train.jsonl").read_text().splitlines()]
        self.assertEqual(events, ["encode_scenes", "start", "saved"])
        self.assertTrue((self.work / "previews/000002.png").is_file())

    def test_goes_on_from_the_shipped_files_and_exports_into_their_graphs(self) -> None:
        before = _card(SHIPPED_MODEL)
        _run("train", "--work", self.work, *_TINY, "--window-share", "0", "--resume", SHIPPED_MODEL)
        _run("train", "--work", self.work, *_TINY, "--world", "bank", "--window-share", "0", "--resume", self.work / "model.pt", "--half")
        folder = self.work / "model"
        _run("export", "--work", self.work, "--template", SHIPPED_MODEL, "--out", folder)
        after = _card(folder)
        self.assertEqual(after["steps_trained"], before["steps_trained"] + 4)
        self.assertEqual(after["pictures_seen"], before["pictures_seen"] + 8)
        for name in ("unet", "text_encoder"):
            old, new = (path / name / "model.onnx" for path in (SHIPPED_MODEL, folder))
            self.assertEqual(old.stat().st_size, new.stat().st_size)
            self.assertNotEqual(old.read_bytes(), new.read_bytes())
        self.assertEqual((folder / "README.md").read_bytes(), (SHIPPED_MODEL / "README.md").read_bytes())

    def test_trains_the_decoder_alone(self) -> None:
        out = self.work / "decoder.pt"
        line = _run("train_decoder", "--work", self.work, "--start", SHIPPED_MODEL, "--out", out, "--steps", "2", "--batch", "2",
                    "--l2-weight", "10").splitlines()[-1]
        self.assertGreater(json.loads(line)["held_out_psnr_db"], 30)
        folder = self.work / "model"
        _run("export", "--work", self.work, "--checkpoint", out, "--template", SHIPPED_MODEL, "--out", folder)
        same = [name for name in ("unet", "text_encoder", "vae_encoder", "vae_decoder")
                if (folder / name / "model.onnx").read_bytes() == (SHIPPED_MODEL / name / "model.onnx").read_bytes()]
        self.assertEqual(same, ["unet", "text_encoder", "vae_encoder"])

    def test_makes_a_picture_with_all_maps_kept(self) -> None:
        line = _run("reference", "--steps", "2", "--runs", "1").splitlines()[-1]
        measured = json.loads(line)
        self.assertEqual(len(measured["seconds"]), 1)
        # Of two calls: each self map of the one picture alone, [heads, 1024, 1024], is 4 MiB a head.
        self.assertGreater(measured["mapBytes"], 2 * 4 * 2**20)

    def test_writes_the_texts_of_training_scenes(self) -> None:
        out = self.work / "texts"
        _run("write_scenes", "--work", self.work, "--out", out, "--set", "judge", "--texts", "--count", "2")
        self.assertEqual([path.name for path in out.iterdir()], ["scenes.jsonl"])
        first = json.loads((out / "scenes.jsonl").read_text().splitlines()[0])
        self.assertEqual(first["seed"], JUDGE_SEEDS)
        self.assertTrue(first["caption"])

    def test_writes_only_scenes_with_one_object(self) -> None:
        out = self.work / "alone"
        _run("write_scenes", "--work", self.work, "--out", out, "--texts", "--alone", "--count", "20")
        scenes = [json.loads(line) for line in (out / "scenes.jsonl").read_text().splitlines()]
        self.assertTrue(0 < len(scenes) < 20)
        self.assertEqual({len(scene["objects"]) for scene in scenes}, {1})

    def test_trains_measures_and_exports_the_judge(self) -> None:
        tiny = ["--work", str(self.work), "--steps", "1", "--batch", "2", "--measure", "4", "--pairs", "4"]
        _run("judge.train", *tiny)
        second = self.work / "judge/second.pt"
        _run("judge.pretrain", "--work", self.work, "--steps", "1", "--batch", "2", "--measure", "4")
        backbone = self.work / "judge/backbone.pt"
        taught = ["--teacher", self.work / "judge/judge.pt", "--confidence", "0", "--backbone", backbone]
        _run("judge.train", *tiny, *taught, "--out", second)
        score = self.work / "judge/first.npz"
        measured = json.loads(_run("judge.measure", "--work", self.work, "--pictures", "4", "--flip", "--score", score))
        self.assertEqual((measured["steps_trained"], measured["pictures"], measured["flip"]), (1, 4, True))
        itself = json.loads(_run("judge.measure", "--work", self.work, "--pictures", "4", "--flip", "--against", score))
        self.assertEqual(itself["ratio"], 1)
        against = ["--checkpoint", second, "--against", score, "--last-step", "--pictures", "4"]
        self.assertIn("ratio", json.loads(_run("judge.measure", "--work", self.work, *against)))
        few = ["--work", str(self.work), "--pictures", "2", "--steps", "2", "--out", str(self.work / "measured.jsonl")]
        line = _run("measure_pictures", *few, "--guided-between", "0", "500").splitlines()[-1]
        self.assertEqual(json.loads(line)["guided_between"], [0, 500])
        line = _run("evaluation.layout", *few, "--begin", "1").splitlines()[-1]
        self.assertEqual(json.loads(line)["first_timestep"], 499)
        line = _run("evaluation.loss", *few[:4], "--out", self.work / "measured.jsonl").splitlines()[-1]
        self.assertGreater(json.loads(line)["loss"], 0)
        shown = ["--variants", "alignment", "--mask-pictures", "1", "--batch", "2", "--scenes", "16"]
        compared = [json.loads(line) for line in _run("variants.compare", *few, *shown).splitlines() if '"variant"' in line]
        self.assertEqual([(row["name"], row["pictures_seen"]) for row in compared], [("before", 0), ("alignment", 4)])
        _run("judge.export", "--work", self.work, "--out", self.work / "out", "--pictures", "4")
        report = json.loads((self.work / "out/judge.json").read_text())
        self.assertEqual(report["bytes"], (self.work / "out/judge.onnx").stat().st_size)


if __name__ == "__main__":
    unittest.main()
