"""Trains the autoencoder, which comes before everything else and is rarely trained again."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch

from training.fit.budget import Budget
from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.json_log import JsonLog
from training.fit.optimizer import new_adamw
from training.fit.step_random import step_generators
from training.model.autoencoder import Decoder, decoder_of, Encoder
from training.world.scene import World
from training.world.seeds import AUTOENCODER_SEEDS, training_seeds

_BATCH = 16
_LEARNING_RATE = 2e-3
_WARMUP_STEPS = 100
_KL_WEIGHT = 2e-4
_LOG_EVERY_STEPS = 50


def train_autoencoder(world: World, budget: Budget, seed: int, path: Path, log: JsonLog) -> tuple[Encoder, Decoder]:
    """Trains on fresh scenes until the budget is spent, and saves both halves to `path`.

    The loss is L1, L1 of the gradients (for crisp edges), L2, and a little KL divergence to the unit normal, as in
    Stable Diffusion's autoencoder (Rombach et al., arXiv 2112.10752), without its adversary.
    """
    torch.manual_seed(seed)
    encoder, decoder = Encoder(), Decoder()
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = new_adamw(parameters, weight_decay=1e-4)
    while not budget.spent:
        step = budget.done_steps
        pictures = _pictures(world, step)
        _, random = step_generators(seed, step)
        mean, log_variance = encoder(pictures)
        noise = torch.randn(mean.shape, generator=random)
        decoded = decoder(mean + noise * (log_variance / 2).exp())
        squared = (decoded - pictures).pow(2).mean()
        divergence = 0.5 * (mean.pow(2) + log_variance.exp() - 1 - log_variance).mean()
        loss = (decoded - pictures).abs().mean() + edge_loss(decoded, pictures) + squared + _KL_WEIGHT * divergence
        rate = _LEARNING_RATE * min(1.0, step / _WARMUP_STEPS)
        for group in optimizer.param_groups:
            group["lr"] = rate * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * budget.progress)))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        budget.done_steps += 1
        if budget.done_steps % _LOG_EVERY_STEPS == 0:
            log.write("autoencoder_step", step=budget.done_steps, psnr_db=psnr_db(squared.item()),
                      kl=divergence.item(), pictures_seen=budget.done_steps * _BATCH)
    save_checkpoint(path, {"encoder": encoder.state_dict(), "decoder": decoder.state_dict()})
    return encoder.eval(), decoder.eval()


def load_autoencoder(path: Path) -> tuple[Encoder, Decoder]:
    """What `train_autoencoder` saved."""
    content = load_checkpoint(path)
    encoder, decoder = Encoder(), decoder_of(content["decoder"])
    encoder.load_state_dict(content["encoder"])
    decoder.load_state_dict(content["decoder"])
    return encoder.eval(), decoder.eval()


def psnr_db(mean_squared_error: float) -> float:
    """Peak signal-to-noise ratio in dB of pictures in -1 … 1."""
    return -10 * math.log10(max(mean_squared_error, 1e-12) / 4)


def _pictures(world: World, step: int) -> torch.Tensor:
    """fp32 [16, 3, 128, 128] in -1 … 1"""
    scenes = [world.scene(seed) for seed in training_seeds(AUTOENCODER_SEEDS, step * _BATCH, _BATCH)]
    pictures = np.stack([scene.picture for scene in scenes])
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def edge_loss(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """L1 distance of the differences between neighbours, down and across."""
    return (a.diff(dim=2) - b.diff(dim=2)).abs().mean() + (a.diff(dim=3) - b.diff(dim=3)).abs().mean()
