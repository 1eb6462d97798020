"""`python3 -m training.variants.compare`: what changes of the network and of its training are worth at equal time.

Every variant goes on from the same weights for the same minutes with whole scenes, and is measured on held-out ones: the error of the
predicted velocity, and the masks of its attention. A variant that costs more sees fewer pictures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.diffusion.batches import choose_scenes, scenes_with_prompts
from training.diffusion.latents import LatentSet, stored_latents
from training.diffusion.loop import descend, velocity_loss
from training.diffusion.schedule import alphas_bar
from training.diffusion.state import load_parts, start_state, TrainingState
from training.evaluate import score_masks
from training.evaluation.capture import capture_attention
from training.evaluation.loss import held_out_errors
from training.evaluation.masks import MaskSettings
from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.fit.options import add_half_option, add_work_options, apply_threads, uses_half
from training.fit.rates import cosine_rate
from training.fit.step_random import step_generators
from training.judge.shipped import add_judge_option, open_judge
from training.variants.alignment import Alignment, SHARE
from training.variants.changes import CHANGES
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS

_DECAY = 0.99
#: As the paper sets them; the void band leaves nothing out here.
_MASKS = (MaskSettings(tau=0), MaskSettings(tau=4), MaskSettings(tau=4, beta=0.4))


def train_variant(
    state: TrainingState, data: LatentSet, alignment: Alignment | None, options: argparse.Namespace, half: bool
) -> None:
    """Half a cosine over `options.minutes`, `options.batch` whole scenes a step."""
    levels, budget = alphas_bar(), Budget(options.minutes, options.steps)
    while not budget.spent:
        rng, random = step_generators(options.seed, budget.done_steps)
        chosen = choose_scenes(data, options.batch, rng, None)
        loss = velocity_loss(state.parts, scenes_with_prompts(data, chosen, rng), random, levels, half)
        if alignment:
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                loss = loss + SHARE * alignment.loss(chosen)
        descend(state, loss, cosine_rate(options.learning_rate, budget.done_steps, budget.progress), _DECAY)
        budget.done_steps += 1


def main(arguments: list[str] | None = None) -> None:
    """A line before any training, then one for each variant."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    world = World.open(options.work / "sprites", options.world)
    log = JsonLog(options.out)
    log.write("variant", name="before", pictures_seen=0, **_measured(start_state(load_parts(options.model)), world, options))
    for name in options.variants:
        parts = load_parts(options.model)
        torch.manual_seed(options.seed)
        if name in CHANGES:
            CHANGES[name](parts.unet)
        parts.unet.to(memory_format=torch.channels_last)
        state = start_state(parts)
        alignment = None
        if name == "alignment":
            judge = open_judge(options.judge)
            alignment = Alignment(parts.unet, judge, world)
            state.optimizer.add_param_group({"params": list(alignment.head.parameters())})
        scenes = options.scenes // 2 if name == "half-the-scenes" else options.scenes
        data = stored_latents(options.work, world, parts.encoder, scenes, log)
        before = parts.pictures_seen
        train_variant(state, data, alignment, options, uses_half(options))
        log.write("variant", name=name, pictures_seen=parts.pictures_seen - before, **_measured(state, world, options))


def _measured(state: TrainingState, world: World, options: argparse.Namespace) -> dict[str, object]:
    scenes = [world.scene(HELD_OUT_SEEDS + index) for index in range(options.mask_pictures)]
    with state.average.applied():
        found = held_out_errors(state.parts, world, options.pictures)
        records = capture_attention(state.parts, scenes)
    scores = [score_masks(records, scenes, state.parts.tokenizer, settings).miou() for settings in _MASKS]
    return {**found, "miou_percent": [round(score * 100, 2) for score in scores]}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    add_half_option(parser)
    names = ["none", *CHANGES, "alignment", "half-the-scenes"]
    parser.add_argument("--variants", nargs="+", choices=names, default=names)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"), help="weights that all of them go on from")
    add_judge_option(parser)
    parser.add_argument("--out", type=Path, default=Path(".cache/training/variants.jsonl"), help="lines are added to it")
    parser.add_argument("--minutes", type=float, help="of training, for each")
    parser.add_argument("--steps", type=int, help="or so many steps")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=2.5e-4)
    parser.add_argument("--scenes", type=int, default=60_000)
    parser.add_argument("--pictures", type=int, default=256, help="held-out scenes for the error")
    parser.add_argument("--mask-pictures", type=int, default=64, help="held-out scenes for the masks")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    main()
