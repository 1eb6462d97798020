"""`python3 -m training.evaluation.loss`: the error of the predicted velocity on held-out scenes, by noise and by number of classes.

Seconds tell two models apart that hundreds of pictures do not: both see the same scenes with the same noise, and nothing is drawn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.diffusion.schedule import add_noise, alphas_bar, loss_weights, TIMESTEPS, velocity
from training.diffusion.state import load_parts
from training.evaluation.pictures import held_out
from training.fit.json_log import JsonLog
from training.fit.options import add_work_options, apply_threads
from training.judge.pairs import pictures_to_tensor
from training.model.attention import Attention
from training.model.parts import ModelParts
from training.world.scene import World

#: Every scene is shown at the middle of each eighth of the noise.
_TIMESTEPS = tuple(range(TIMESTEPS // 16, TIMESTEPS, TIMESTEPS // 8))
_BATCH = 32


@torch.no_grad()
def held_out_errors(parts: ModelParts, world: World, count: int) -> dict[str, object]:
    """Mean squares of v's error on `count` held-out scenes with their prompts.

    `loss` is weighted as in training; `at` is by timestep, `of` by the number of classes (its timesteps alike).
    """
    scenes = held_out(world, count)
    random = torch.Generator().manual_seed(0)
    levels = alphas_bar()
    errors = torch.empty(count, len(_TIMESTEPS))
    for start in range(0, count, _BATCH):
        part = slice(start, start + _BATCH)
        clean = parts.encoder(pictures_to_tensor(scenes.pictures[part]))[0] * parts.scaling_factor
        prompted = parts.encode_prompts(scenes.prompts[part])
        for column, number in enumerate(_TIMESTEPS):
            noise = torch.randn(clean.shape, generator=random)
            level = levels[number].expand(len(clean))
            predicted = parts.unet(add_noise(clean, noise, level), torch.full((len(clean),), number), prompted)
            errors[part, column] = (predicted - velocity(clean, noise, level)).pow(2).mean((1, 2, 3))
    weights = loss_weights(levels[list(_TIMESTEPS)])
    classes = np.array([len(names) for names in scenes.classes])
    return {
        "loss": float((errors * weights).mean()),
        "at": {number: _short(errors[:, column]) for column, number in enumerate(_TIMESTEPS)},
        "of": {int(number): _short(errors[classes == number]) for number in np.unique(classes)},
    }


def _short(errors: torch.Tensor) -> float:
    return round(float(errors.mean()), 5)


def main(arguments: list[str] | None = None) -> None:
    """A line for each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, nargs="+", default=[Path("public/models/emoji-scenes")])
    parser.add_argument("--out", type=Path, default=Path(".cache/training/loss.jsonl"), help="lines are added to it")
    parser.add_argument("--pictures", type=int, default=256)
    options = parser.parse_args(arguments)
    apply_threads(options)
    Attention.fused = True
    world = World.open(options.work / "sprites", options.world)
    log = JsonLog(options.out)
    for model in options.model:
        log.write("loss", model=str(model), pictures=options.pictures, **held_out_errors(load_parts(model), world, options.pictures))


if __name__ == "__main__":
    main()
