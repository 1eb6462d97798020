"""`python3 -m training.measure_pictures`: pictures of a model, by the judge: what it asked for and finds, and how near they are.

Takes seconds on a graphics card; on two cores 300 pictures of 20 steps take a quarter of an hour.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
import json
from pathlib import Path

import numpy as np
import torch

from training.diffusion.schedule import ALL_TIMESTEPS
from training.diffusion.state import load_parts
from training.distillation.differences_file import applied, read_tensors
from training.evaluation.pictures import draw_pictures, held_out, look, score_pictures
from training.fit.json_log import JsonLog
from training.fit.options import add_work_options, apply_threads
from training.judge.measure import present_classes
from training.judge.network import Segmenter
from training.judge.shipped import add_judge_option, open_judge
from training.judge.spoil import spoiled_scene
from training.model.attention import Attention
from training.onnx_files.layout import QUICK_WEIGHTS
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS


def main(arguments: list[str] | None = None) -> None:
    """One line for the judge itself, then one for each model, number of steps and guidance."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    Attention.fused = True
    world = World.open(options.work / "sprites", options.world)
    judge = open_judge(options.judge)
    judge.to(device)
    log = JsonLog(options.out)
    scenes = held_out(world, options.pictures)
    real = held_out(world, options.pictures, options.pictures)
    log.write("judge", pictures=options.pictures, **judge_facts(judge, world, options.pictures))
    score = score_pictures(judge, scenes.pictures, scenes.classes, real.pictures)
    log.write("pictures", model="held-out scenes", **_written(score))
    between = tuple(options.guided_between)
    for model in options.model:
        parts = load_parts(model)
        if options.quick:
            if not (model / QUICK_WEIGHTS).is_file():
                raise SystemExit(f"--quick expects a model folder with {QUICK_WEIGHTS}, found none in {model}. Run training.export_student.")
            weights = applied(read_tensors(model / QUICK_WEIGHTS), parts.unet.state_dict())
            parts.unet.load_state_dict(weights)
        for network in parts.networks.values():
            network.to(device)
        for steps in options.steps:
            for guidance in options.guidance:
                pictures = draw_pictures(parts, scenes.prompts, steps, guidance, options.batch, between)
                score = score_pictures(judge, pictures, scenes.classes, real.pictures)
                log.write("pictures", model=str(model), quick=options.quick, steps=steps, guidance=guidance, guided_between=between, **_written(score))


def judge_facts(judge: Segmenter, world: World, count: int) -> dict[str, float]:
    """How many drawings it finds in held-out scenes, and in how many scenes of nothing but spoiled ones it finds any."""
    scenes = held_out(world, count)
    masks, _ = look(judge, scenes.pictures)
    shown = np.stack([present_classes(mask) for mask in scenes.masks])
    found = np.stack([present_classes(mask) for mask in masks])
    spoiled = np.stack([spoiled_scene(world, HELD_OUT_SEEDS + index, share=1.0)[0] for index in range(count)])
    wrongly = np.stack([present_classes(mask) for mask in look(judge, spoiled)[0]])
    return {
        "found_of_real": float(found[shown].mean()),
        "right_of_real": float((found == shown).mean()),
        "found_of_spoiled": float(wrongly[shown].mean()),
    }


def _written(score: object) -> dict[str, object]:
    return json.loads(json.dumps(asdict(score)))  # type: ignore[call-overload, no-any-return]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, nargs="+", default=[Path("public/models/emoji-scenes")])
    parser.add_argument("--quick", action="store_true", help="with the students' differences in these model folders")
    add_judge_option(parser)
    parser.add_argument("--out", type=Path, default=Path(".cache/training/pictures.jsonl"), help="lines are added to it")
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--steps", type=int, nargs="+", default=[15])
    parser.add_argument("--guidance", type=float, nargs="+", default=[4.0])
    parser.add_argument("--guided-between", type=int, nargs=2, default=ALL_TIMESTEPS, metavar=("LOW", "HIGH"),
                        help="guide at timesteps from LOW to HIGH only, both included")
    parser.add_argument("--batch", type=int, default=16)
    return parser


if __name__ == "__main__":
    main()
