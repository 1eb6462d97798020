"""`python3 -m training.judge.measure`: the judge against the exact masks of held-out scenes, as one JSON object."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.evaluation.miou import MaskScore
from training.fit.options import add_work_options, apply_threads
from training.judge.network import scores_with_flip, Segmenter
from training.judge.pairs import scene_batch
from training.judge.state import load_judge, load_state
from training.world.classes import CLASSES
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS

_BATCH = 16
#: A class is in a picture when at least so many of its 128×128 pixels are.
_PRESENT_PIXELS = 64


@torch.no_grad()
def score_judge(network: Segmenter, world: World, pictures: int, flip: bool) -> tuple[MaskScore, float]:
    """Its masks of held-out scenes, and the share of right "is class c there?" answers."""
    score = MaskScore()
    right_answers = 0
    for start in range(0, pictures, _BATCH):
        seeds = range(HELD_OUT_SEEDS + start, HELD_OUT_SEEDS + min(start + _BATCH, pictures))
        batch, truth = scene_batch(world, seeds)
        scores = scores_with_flip(network, batch) if flip else network(batch)
        for predicted, exact in zip(scores.argmax(1).numpy().astype(np.uint8), truth.numpy().astype(np.uint8)):
            score.add(predicted, exact)
            right_answers += int((present_classes(predicted) == present_classes(exact)).sum())
    return score, right_answers / (pictures * len(CLASSES))


def measure_judge(network: Segmenter, world: World, pictures: int, flip: bool) -> dict[str, Any]:
    """mIoU in percent with its 95 % interval, IoU by class, and the share of right "is class c there?" answers."""
    return describe_score(*score_judge(network, world, pictures, flip), flip)


def describe_score(score: MaskScore, presence_accuracy: float, flip: bool) -> dict[str, Any]:
    """What `measure_judge` reports."""
    low, high = score.miou_interval()
    class_iou = score.class_iou()
    return {
        "pictures": score.pictures,
        "flip": flip,
        "miou_percent": round(score.miou() * 100, 2),
        "miou_95_percent_interval": [round(low * 100, 2), round(high * 100, 2)],
        "class_iou_percent": {
            name: None if np.isnan(value) else round(float(value) * 100, 1)
            for name, value in zip(("background", *CLASSES), class_iou)
        },
        "presence_accuracy": round(presence_accuracy, 4),
    }


def compare_judges(score: MaskScore, peer: MaskScore) -> dict[str, Any]:
    """Ratio of two mIoUs on the same scenes, with its 95 % interval."""
    low, high = score.ratio_interval(peer)
    return {"ratio": round(score.miou() / peer.miou(), 4), "ratio_95_percent_interval": [round(low, 4), round(high, 4)]}


def present_classes(mask: np.ndarray) -> np.ndarray:
    """Integers [H, W] (void may be among them) -> bool [20]: which classes have at least 64 pixels."""
    return np.bincount(mask.ravel(), minlength=256)[1:len(CLASSES) + 1] >= _PRESENT_PIXELS


def main(arguments: list[str] | None = None) -> None:
    """Prints the report; with --report also writes it."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--checkpoint", type=Path, help="the judge (default: judge/judge.pt in the work folder)")
    parser.add_argument("--pictures", type=int, default=512, help="held-out scenes to measure on")
    parser.add_argument("--flip", action="store_true", help="test-time augmentation: average with the mirror image")
    parser.add_argument("--last-step", action="store_true", help="the last step's weights instead of the averaged ones")
    parser.add_argument("--score", type=Path, help="also write the confusion matrices to this .npz file")
    parser.add_argument("--against", type=Path, help="another's --score on the same scenes: adds the ratio to it")
    parser.add_argument("--report", type=Path, help="also write the JSON object to this file")
    options = parser.parse_args(arguments)
    apply_threads(options)
    path = options.checkpoint or options.work / "judge/judge.pt"
    network, state = load_judge(path)
    if options.last_step:
        network = load_state(path).network.eval()
    world = World.open(options.work / "sprites", options.world)
    score, presence_accuracy = score_judge(network, world, options.pictures, options.flip)
    report = describe_score(score, presence_accuracy, options.flip)
    if options.score:
        score.save(options.score)
    if options.against:
        report.update(compare_judges(score, MaskScore.load(options.against)))
    report = {**state.facts, "network": state.kind, "steps_trained": state.step, "pictures_seen": state.pictures_seen, **report}
    text = json.dumps(report, indent=2)
    print(text)
    if options.report:
        options.report.write_text(text + "\n")


if __name__ == "__main__":
    main()
