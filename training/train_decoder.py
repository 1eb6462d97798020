"""`python3 -m training.train_decoder`: trains the decoder alone. The encoder, and so every latent, stays.

Pictures get sharper and nothing else has to be trained again: the UNet learns latents, which do not change.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from training.diffusion.state import resume_state
from training.fit.budget import Budget
from training.fit.ema import WeightAverage
from training.fit.json_log import JsonLog
from training.fit.optimizer import new_adamw
from training.fit.options import add_budget_options, add_half_option, add_work_options, apply_threads, uses_half
from training.fit.rates import cosine_rate
from training.fit.step_random import step_generators
from training.judge.pairs import pictures_to_tensor
from training.model.autoencoder import Decoder, Encoder
from training.train_autoencoder import edge_loss, psnr_db
from training.world.scene import World
from training.world.seeds import AUTOENCODER_SEEDS, HELD_OUT_SEEDS, training_seeds

_WARMUP_STEPS = 100
_LOG_EVERY_STEPS = 200
_MOST_DECAY = 0.998
_MOST_GRADIENT = 1.0
#: The UNet's latents are a little off; a decoder that knew only exact ones would make much of it. As a share of their deviation.
_LATENT_NOISE = 0.05


@torch.no_grad()
def decoder_psnr_db(encoder: Encoder, decoder: Decoder, pictures: torch.Tensor) -> float:
    """Of pictures fp32 [N, 3, 128, 128] in -1 … 1, through encoder and decoder."""
    decoded = torch.cat([decoder(encoder(part)[0]) for part in pictures.split(32)]).clamp(-1, 1)
    return psnr_db((decoded - pictures).pow(2).mean().item())


def held_out_pictures(world: World, count: int = 128) -> torch.Tensor:
    """fp32 [count, 3, 128, 128]"""
    seeds = range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + count)
    return pictures_to_tensor(np.stack([world.scene(seed).picture for seed in seeds]))


def train_decoder(
    encoder: Encoder,
    decoder: Decoder,
    batch: Callable[[int], torch.Tensor],
    held_out: torch.Tensor,
    budget: Budget,
    rate: float,
    half: bool,
    log: JsonLog,
    l2_weight: float = 1.0,
) -> None:
    """Trains until the budget is spent; the decoder then holds the average of the way. `batch` gives the pictures of a step.

    The losses are those of the autoencoder: L1, L1 of the gradients, L2, the last one times `l2_weight`.
    """
    parameters = list(decoder.parameters())
    device = parameters[0].device
    average = WeightAverage(parameters)
    optimizer = new_adamw(parameters, weight_decay=0)
    random = torch.Generator(device).manual_seed(0)
    with torch.no_grad():
        deviation = encoder(held_out)[0].std()
    while not budget.spent:
        step = budget.done_steps
        pictures = batch(step)
        with torch.autocast(device.type, torch.bfloat16, enabled=half):
            with torch.no_grad():
                latents = encoder(pictures)[0].float()
            strength = _LATENT_NOISE * deviation * torch.rand(len(latents), 1, 1, 1, generator=random, device=device)
            decoded = decoder(latents + strength * torch.randn(latents.shape, generator=random, device=device))
        errors = decoded.float() - pictures
        loss = errors.abs().mean() + edge_loss(decoded.float(), pictures) + l2_weight * errors.pow(2).mean()
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(rate, step, budget.progress, _WARMUP_STEPS)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, _MOST_GRADIENT)
        optimizer.step()
        budget.done_steps += 1
        average.update(budget.done_steps, _MOST_DECAY)
        if budget.done_steps % _LOG_EVERY_STEPS == 0:
            log.write("decoder_step", step=budget.done_steps, pictures_seen=budget.done_steps * len(pictures),
                      loss=loss.item(), progress=round(budget.progress, 4))
    with torch.no_grad():
        for parameter, value in zip(parameters, average.averages):
            parameter.copy_(value)
    log.write("decoder_done", step=budget.done_steps, held_out_psnr_db=decoder_psnr_db(encoder, decoder, held_out))


def main(arguments: list[str] | None = None) -> None:
    """Trains, and writes the checkpoint with the new decoder."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    world = World.open(options.work / "sprites", options.world)
    state = resume_state(options.start)
    decoder = Decoder() if options.anew else state.parts.decoder
    state.parts.decoder = decoder

    def batch(step: int) -> torch.Tensor:
        rng, _ = step_generators(options.seed, step)
        seeds = training_seeds(AUTOENCODER_SEEDS, int(rng.integers(10_000_000)), options.batch)
        return pictures_to_tensor(np.stack([world.scene(seed).picture for seed in seeds]))

    log = JsonLog(options.out.with_suffix(".jsonl"))
    budget = Budget(options.minutes, options.steps)
    train_decoder(
        state.parts.encoder, decoder, batch, held_out_pictures(world), budget, options.rate, uses_half(options), log,
        options.l2_weight,
    )
    state.save(options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    add_budget_options(parser)
    add_half_option(parser)
    parser.add_argument("--start", type=Path, required=True, help="a checkpoint or a model folder")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--anew", action="store_true", help="a new decoder of today's size, not the one of --start")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--l2-weight", type=float, default=1.0, help="of squared errors: near its end they hardly count at 1")
    return parser


if __name__ == "__main__":
    main()
