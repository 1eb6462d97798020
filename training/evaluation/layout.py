"""`python3 -m training.evaluation.layout`: at how much noise it is decided whether a picture shows all that was asked for.

Held-out scenes of two and three classes are noised to a step of the sampler, and drawn on from there: what is lost then was lost after it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.diffusion.ddim import ddim
from training.diffusion.preview import decode
from training.diffusion.schedule import add_noise, alphas_bar, trailing_timesteps
from training.diffusion.state import load_parts
from training.evaluation.pictures import held_out, score_pictures
from training.fit.json_log import JsonLog
from training.fit.options import add_work_options, apply_threads
from training.judge.pairs import pictures_to_tensor
from training.judge.shipped import add_judge_option, open_judge
from training.model.attention import Attention
from training.model.parts import ModelParts
from training.world.scene import World

_BATCH = 32


def main(arguments: list[str] | None = None) -> None:
    """A line for each step to begin at."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    Attention.fused = True
    world = World.open(options.work / "sprites", options.world)
    judge = open_judge(options.judge)
    parts = load_parts(options.model)
    scenes = held_out(world, 4 * options.pictures)
    chosen = [index for index, classes in enumerate(scenes.classes) if len(classes) > 1][: options.pictures]
    asked = [scenes.classes[index] for index in chosen]
    prompts = [scenes.prompts[index] for index in chosen]
    log = JsonLog(options.out)
    for first in options.begin:
        pictures = _draw_on(parts, scenes.pictures[chosen], prompts, options.steps, options.guidance, first)
        score = score_pictures(judge, pictures, asked, scenes.pictures[chosen])
        log.write("layout", model=str(options.model), first_timestep=int(trailing_timesteps(options.steps)[first]),
                  pictures=len(asked), seen=score.seen, seen_interval=score.seen_interval)


@torch.no_grad()
def _draw_on(
    parts: ModelParts, pictures: np.ndarray, prompts: list[str], steps: int, guidance: float, first: int
) -> np.ndarray:
    level = alphas_bar()[trailing_timesteps(steps)[first]]
    random = torch.Generator().manual_seed(first)
    drawn = []
    for start in range(0, len(prompts), _BATCH):
        part = slice(start, start + _BATCH)
        clean = parts.encoder(pictures_to_tensor(pictures[part]))[0] * parts.scaling_factor
        noisy = add_noise(clean, torch.randn(clean.shape, generator=random), level.expand(len(clean)))
        prompted, unprompted = parts.encode_prompts(prompts[part]), parts.encode_prompts([""] * len(clean))
        *_, latents = ddim(parts.unet, noisy, prompted, unprompted, steps, guidance, slice(first, None))
        drawn.append(decode(parts, latents))
    return np.concatenate(drawn)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"))
    add_judge_option(parser)
    parser.add_argument("--out", type=Path, default=Path(".cache/training/layout.jsonl"), help="lines are added to it")
    parser.add_argument("--pictures", type=int, default=96)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--begin", type=int, nargs="+", default=[0, 2, 4, 6, 8], help="steps to begin at")
    return parser


if __name__ == "__main__":
    main()
