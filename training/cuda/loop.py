"""The training loop of text encoder and UNet on a graphics card: what training.diffusion.loop does, with all data on the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
import time

import torch
from torch import nn

from training.diffusion.schedule import add_noise, alphas_bar, draw_timesteps, loss_weights, velocity
from training.diffusion.state import trained_parameters, TrainingState
from training.fit.gradients import Step
from training.fit.json_log import JsonLog
from training.fit.options import HAS_HALF
from training.fit.rates import cosine_rate
from training.model.parts import ModelParts

_UNPROMPTED_SHARE = 0.1
_WARMUP_STEPS = 400
_LOG_EVERY_STEPS = 200
#: A run whose numbers overflow is stopped after so many steps, while there is time for another.
_FIRST_CHECK_STEPS = 20
_MOST_GRADIENT = 1.0


@dataclass(frozen=True)
class CardRecipe:
    """The rate falls along half a cosine from `start` to `end` (time.monotonic)."""

    batch: int
    learning_rate: float
    average_decay: float
    seed: int
    start: float
    end: float

    @property
    def progress(self) -> float:
        return (time.monotonic() - self.start) / (self.end - self.start)


class Denoiser(nn.Module):
    """Text encoder and UNet as one: latents [B, 4, 32, 32], timesteps [B], ids [B, 32] -> velocity."""

    def __init__(self, parts: ModelParts) -> None:
        super().__init__()
        self.text_encoder = parts.text_encoder
        self.unet = parts.unet

    def forward(self, noisy: torch.Tensor, timesteps: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.unet(noisy, timesteps, self.text_encoder(ids))
        return out


class PromptedLatents:
    """Latents fp16 [N, 4, 32, 32], not yet scaled, and token ids i16 [N, variants, 32] of their prompts, on one device."""

    def __init__(self, latents: torch.Tensor, ids: torch.Tensor, unprompted: torch.Tensor, scaling_factor: float) -> None:
        self._latents, self._ids, self._unprompted = latents, ids, unprompted
        self._scaling_factor = scaling_factor

    def draw(self, count: int, random: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Scaled latents fp32 [count, 4, 32, 32] and token ids int64 [count, 32], a tenth of them of no prompt."""
        device = self._latents.device
        chosen = torch.randint(len(self._latents), (count,), generator=random, device=device)
        variant = torch.randint(self._ids.shape[1], (count,), generator=random, device=device)
        empty = torch.rand(count, 1, generator=random, device=device) < _UNPROMPTED_SHARE
        ids = torch.where(empty, self._unprompted, self._ids[chosen, variant].long())
        return self._latents[chosen].float() * self._scaling_factor, ids

    def prompts(self, count: int, random: torch.Generator) -> torch.Tensor:
        """Token ids int64 [count, 32] of prompts alone, none of them empty."""
        device = self._ids.device
        chosen = torch.randint(len(self._ids), (count,), generator=random, device=device)
        variant = torch.randint(self._ids.shape[1], (count,), generator=random, device=device)
        return self._ids[chosen, variant].long()

    def batch(self, count: int, random: torch.Generator) -> tuple[torch.Tensor, ...]:
        """What `denoising_step` takes: latents, ids, timesteps int64 [count] and noise."""
        clean, ids = self.draw(count, random)
        noise = torch.randn(clean.shape, generator=random, device=clean.device)
        return clean, ids, draw_timesteps(count, random), noise


def denoising_step(compute: nn.Module, device: torch.device) -> Step:
    """The weighted error of the velocity that `compute` predicts for a `PromptedLatents.batch`."""
    levels = alphas_bar().to(device)

    def step(clean: torch.Tensor, ids: torch.Tensor, timesteps: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        level = levels[timesteps]
        noisy = add_noise(clean, noise, level).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=HAS_HALF):
            predicted = compute(noisy, timesteps, ids)
        errors = (predicted.float() - velocity(clean, noise, level)).pow(2)
        loss = (loss_weights(level).view(-1, 1, 1, 1) * errors).mean()
        loss.backward()
        return loss.detach()

    return step


def train_on_card(
    state: TrainingState,
    step: Step,
    data: PromptedLatents,
    recipe: CardRecipe,
    log: JsonLog,
    now_and_then: Callable[[], None],
) -> None:
    """Trains until `recipe.end`; calls `now_and_then` after every step. FloatingPointError when the loss is no number.

    `step` leaves the gradients of its call alone in the parameters.
    """
    parts = state.parts
    device = parts.device
    random = torch.Generator(device).manual_seed(recipe.seed)
    parameters = trained_parameters(parts)
    losses = torch.zeros((), device=device)
    first_seen, begin = parts.pictures_seen, time.monotonic()
    while (progress := recipe.progress) < 1:
        rate = cosine_rate(recipe.learning_rate, state.optimizer_steps, progress, _WARMUP_STEPS)
        for group in state.optimizer.param_groups:
            group["lr"] = rate
        losses += step(*data.batch(recipe.batch, random))
        torch.nn.utils.clip_grad_norm_(parameters, _MOST_GRADIENT)
        state.optimizer.step()
        state.optimizer_steps += 1
        parts.steps_trained += 1
        parts.pictures_seen += recipe.batch
        state.average.update(state.optimizer_steps, recipe.average_decay)
        if state.optimizer_steps == _FIRST_CHECK_STEPS:
            _require_finite(losses)
        if state.optimizer_steps % _LOG_EVERY_STEPS == 0:
            _require_finite(losses)
            speed = (parts.pictures_seen - first_seen) / (time.monotonic() - begin)
            log.write(
                "step",
                step=parts.steps_trained,
                pictures_seen=parts.pictures_seen,
                loss=losses.item() / _LOG_EVERY_STEPS,
                progress=round(progress, 4),
                pictures_per_second=round(speed, 1),
            )
            losses.zero_()
        now_and_then()


def _require_finite(losses: torch.Tensor) -> None:
    if not losses.isfinite():
        raise FloatingPointError("Expected a loss, found no number. Pass --plain, or lower --rate.")
