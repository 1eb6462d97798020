"""`python3 -m training.judge.train`: trains the judge on scenes, or a segmenter of the same kind on exported pairs."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.fit.options import add_budget_options, add_half_option, add_work_options, apply_threads, uses_half
from training.fit.rates import cosine_rate
from training.fit.step_random import step_generators
from training.judge.architectures.kinds import KINDS, UNET
from training.judge.augment import augment
from training.judge.backbone import load_classifier
from training.judge.measure import measure_judge
from training.judge.pairs import load_voc, Pairs, ScenePairs, stored_scenes, StoredPairs
from training.judge.review import review
from training.judge.state import JudgeState, LEARNING_RATE, load_judge, load_state, new_state, set_learning_rate
from training.judge.teach import relabel
from training.world.scene import World

_LOG_EVERY_STEPS = 50
_SAVE_EVERY_MINUTES = 2.0


def train_judge(
    state: JudgeState, pairs: Pairs, budget: Budget, batch_size: int, seed: int, half: bool, log: JsonLog, path: Path
) -> None:
    """Trains until the budget is spent. The learning rate falls along half a cosine over this run.

    With `half` the network computes in bfloat16; weights, optimiser and loss stay in fp32.
    """
    losses: list[float] = []
    saved_minutes = 0.0
    state.network.train()
    while not budget.spent:
        _, random = step_generators(seed, state.step)
        pictures, masks = augment(*pairs.batch(state.step, batch_size), random)
        set_learning_rate(state.optimizer, cosine_rate(LEARNING_RATE, state.step, budget.progress))
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = state.network.loss(pictures, masks)
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        state.optimizer.step()
        state.step += 1
        state.pictures_seen += batch_size
        budget.done_steps += 1
        state.average.update(state.step)
        losses.append(loss.item())
        if state.step % _LOG_EVERY_STEPS == 0:
            speed = budget.done_steps * batch_size / (budget.elapsed_minutes * 60)
            log.write("judge_step", step=state.step, pictures_seen=state.pictures_seen,
                      loss=float(np.mean(losses[-_LOG_EVERY_STEPS:])), pictures_per_second=round(speed, 1))
        if budget.elapsed_minutes - saved_minutes >= _SAVE_EVERY_MINUTES:
            saved_minutes = budget.elapsed_minutes
            state.save(path)
    state.save(path)


def main(arguments: list[str] | None = None) -> None:
    """Trains, saves and measures on held-out scenes."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    world = World.open(options.work / "sprites", options.world)
    path = options.out or options.work / "judge/judge.pt"
    if path.is_file() and not options.resume:
        raise SystemExit(f"{path} is there already. Pass --resume to go on, or another --out.")
    facts = {"trained_on": Path(options.data).name}
    fresh = not options.resume
    state = new_state(options.seed, facts, options.backbone, options.network) if fresh else load_state(path)
    log = JsonLog(path.with_suffix(".jsonl"))
    pairs = _open_pairs(options, world, log)
    budget = Budget(options.minutes, options.steps)
    train_judge(state, pairs, budget, options.batch, options.seed, uses_half(options), log, path)
    if options.measure == 0:
        return
    network, _ = load_judge(path)
    report = measure_judge(network, world, options.measure, flip=False)
    log.write("judge_measured", step=state.step, pictures_seen=state.pictures_seen, **report)


def _open_pairs(options: argparse.Namespace, world: World, log: JsonLog) -> Pairs:
    if options.data == "world" and options.pairs is None:
        if options.teacher or options.reviewer:
            raise ValueError("Expected a fixed set of pairs to go through, found endless ones. Pass --pairs or --data.")
        return ScenePairs(world)
    pairs: StoredPairs
    if options.data == "world":
        pairs = stored_scenes(world, options.pairs, options.seed)
    else:
        pairs = load_voc(Path(options.data), options.image_set, options.seed)
    if options.reviewer:
        log.write("reviewed", pairs=len(pairs.pictures), kept=review(pairs, load_classifier(options.reviewer)))
    if options.teacher:
        relabel(pairs, load_judge(options.teacher)[0], options.confidence)
    return pairs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    add_budget_options(parser)
    parser.add_argument("--data", default="world", help='"world", or a folder in VOC layout (an unpacked export)')
    parser.add_argument("--network", choices=KINDS, default=UNET, help="its architecture; a resumed one keeps its own")
    parser.add_argument("--pairs", type=int, help="with --data world: so many fixed scenes, not endless ones")
    parser.add_argument("--image-set", default="trainval", help="with a VOC folder: the list in ImageSets/Segmentation")
    parser.add_argument("--teacher", type=Path, help="a checkpoint that labels the training pictures anew first")
    parser.add_argument("--confidence", type=float, default=0.7, help="what the teacher is less sure of becomes void")
    parser.add_argument("--reviewer", type=Path, help="leave out pairs in which this backbone sees other classes")
    parser.add_argument("--backbone", type=Path, help="begin with this way down (training.judge.pretrain)")
    parser.add_argument("--out", type=Path, help="checkpoint to write (default: judge/judge.pt in the work folder)")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--batch", type=int, default=16, help="pictures in a step")
    parser.add_argument("--measure", type=int, default=256, help="held-out scenes to measure on at the end; 0: none")
    add_half_option(parser)
    return parser


if __name__ == "__main__":
    main()
