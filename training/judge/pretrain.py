"""`python3 -m training.judge.pretrain`: teaches a segmenter's backbone which classes are in a scene, from names alone.

It stands in for ImageNet: the paper's segmenters begin with a backbone that learned to name what real photos show,
and learn from generated pairs only where things are. No mask takes part, and no scene that a segmenter trains or is
tested on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F

from training.fit.budget import Budget
from training.fit.ema import float_state, WeightAverage
from training.fit.json_log import JsonLog
from training.fit.options import add_budget_options, add_half_option, add_work_options, apply_threads, uses_half
from training.fit.rates import cosine_rate
from training.fit.step_random import step_generators
from training.judge.augment import augment
from training.judge.backbone import classes_present, PresenceClassifier, presence_accuracy, save_classifier
from training.judge.pairs import ScenePairs
from training.judge.state import LEARNING_RATE
from training.world.scene import World
from training.world.seeds import BACKBONE_SEEDS

_LOG_EVERY_STEPS = 100


def pretrain(classifier: PresenceClassifier, world: World, budget: Budget, batch_size: int, seed: int, half: bool,
             log: JsonLog) -> WeightAverage:
    """Trains on endless scenes until the budget is spent; the rate falls along half a cosine. Returns the averages."""
    pairs = ScenePairs(world, BACKBONE_SEEDS)
    optimizer = torch.optim.AdamW(classifier.used_parameters, lr=LEARNING_RATE, weight_decay=1e-2)
    average = WeightAverage(float_state(classifier))
    losses: list[float] = []
    classifier.train()
    while not budget.spent:
        step = budget.done_steps
        _, random = step_generators(seed, step)
        pictures, masks = augment(*pairs.batch(step, batch_size), random)
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(LEARNING_RATE, step, budget.progress)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            scores = classifier(pictures)
        loss = F.binary_cross_entropy_with_logits(scores.float(), classes_present(masks))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        budget.done_steps += 1
        average.update(budget.done_steps)
        losses.append(loss.item())
        if budget.done_steps % _LOG_EVERY_STEPS == 0:
            recent = losses[-_LOG_EVERY_STEPS:]
            log.write("pretrain_step", step=budget.done_steps, pictures_seen=budget.done_steps * batch_size,
                      loss=sum(recent) / len(recent))
    return average


def main(arguments: list[str] | None = None) -> None:
    """Trains, measures on held-out scenes, and writes the backbone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    add_budget_options(parser)
    parser.add_argument("--out", type=Path, help="file to write (default: judge/backbone.pt in the work folder)")
    parser.add_argument("--batch", type=int, default=16, help="scenes in a step")
    parser.add_argument("--measure", type=int, default=512, help="held-out scenes to measure on")
    add_half_option(parser)
    options = parser.parse_args(arguments)
    apply_threads(options)
    path = options.out or options.work / "judge/backbone.pt"
    world = World.open(options.work / "sprites", options.world)
    log = JsonLog(path.with_suffix(".jsonl"))
    torch.manual_seed(options.seed)
    classifier = PresenceClassifier()
    budget = Budget(options.minutes, options.steps)
    average = pretrain(classifier, world, budget, options.batch, options.seed, uses_half(options), log)
    with average.applied():
        classifier.eval()
        accuracy = presence_accuracy(classifier, world, options.measure)
        save_classifier(classifier, path)
    log.write("pretrained", steps=budget.done_steps, pictures_seen=budget.done_steps * options.batch,
              presence_accuracy=accuracy)


if __name__ == "__main__":
    main()
