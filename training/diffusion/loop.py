"""The training loop of the text encoder and the UNet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.diffusion.batches import Batch, draw_scenes, draw_windows, WINDOWS_A_SCENE
from training.diffusion.latents import LatentSet
from training.diffusion.preview import write_preview
from training.diffusion.schedule import add_noise, alphas_bar, draw_timesteps, loss_weights, velocity
from training.diffusion.state import trained_parameters, TrainingState
from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.fit.rates import cosine_rate
from training.fit.step_random import step_generators
from training.model.parts import ModelParts

_WARMUP_STEPS = 200
_LOG_EVERY_STEPS = 50
_LOSS_WINDOW = 100
_MOST_GRADIENT = 1.0


@dataclass(frozen=True)
class Recipe:
    """What a run does.

    Until `windows_until` of the budget is spent, a `window_share` of the steps takes windows; the rest takes whole scenes, with
    one, two and three classes in `class_shares` of them, or as the world draws them.
    The rate falls along half a cosine over the budget.
    With `half` the UNet computes in bfloat16 and keeps its weights and the optimiser in fp32.
    The weights' average reaches back 1 / (1 - `average_decay`) steps.
    """

    batch: int
    learning_rate: float
    windows_until: float
    window_share: float
    class_shares: tuple[float, ...] | None
    half: bool
    average_decay: float
    seed: int
    save_minutes: float
    preview_steps: int

    def draw(self, data: LatentSet, progress: float, rng: np.random.Generator) -> Batch:
        if progress < self.windows_until and rng.random() < self.window_share:
            return draw_windows(data, self.batch * WINDOWS_A_SCENE, rng)
        return draw_scenes(data, self.batch, rng, self.class_shares)


def train_step(state: TrainingState, data: LatentSet, recipe: Recipe, levels: torch.Tensor, progress: float) -> float:
    """One step, at a share of the budget. Depends on that, the state and the recipe's seed alone. Returns the loss."""
    rng, random = step_generators(recipe.seed, state.parts.steps_trained)
    loss = velocity_loss(state.parts, recipe.draw(data, progress, rng), random, levels, recipe.half)
    rate = cosine_rate(recipe.learning_rate, state.optimizer_steps, progress, _WARMUP_STEPS)
    descend(state, loss, rate, recipe.average_decay)
    return loss.item()


def velocity_loss(
    parts: ModelParts, batch: Batch, random: torch.Generator, levels: torch.Tensor, half: bool
) -> torch.Tensor:
    """The weighted mean square of v's error for a batch, at timesteps and with noise of `random`; the batch counts as seen."""
    latents, prompts = batch
    clean = latents * parts.scaling_factor
    timesteps = draw_timesteps(len(clean), random)
    noise = torch.randn(clean.shape, generator=random)
    level = levels[timesteps]
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        predicted = parts.unet(add_noise(clean, noise, level), timesteps, parts.encode_prompts(prompts))
    parts.pictures_seen += len(clean)
    errors = (predicted.float() - velocity(clean, noise, level)).pow(2)
    return (loss_weights(level).view(-1, 1, 1, 1) * errors).mean()


def descend(state: TrainingState, loss: torch.Tensor, rate: float, average_decay: float) -> None:
    """A step of the optimiser down the loss, and of the average after it."""
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained_parameters(state.parts), _MOST_GRADIENT)
    state.optimizer.step()
    state.optimizer_steps += 1
    state.parts.steps_trained += 1
    state.average.update(state.parts.steps_trained, average_decay)


def train(
    state: TrainingState, data: LatentSet, recipe: Recipe, budget: Budget, path: Path, log: JsonLog
) -> None:
    """Trains until the budget is spent. Saves to `path`, with a preview beside it, now and then and at the end."""
    parts = state.parts
    levels = alphas_bar()
    losses: deque[float] = deque(maxlen=_LOSS_WINDOW)
    first_seen, saved_minutes = parts.pictures_seen, 0.0
    while not budget.spent:
        losses.append(train_step(state, data, recipe, levels, budget.progress))
        budget.done_steps += 1
        if parts.steps_trained % _LOG_EVERY_STEPS == 0:
            speed = (parts.pictures_seen - first_seen) / (budget.elapsed_minutes * 60)
            log.write(
                "step",
                step=parts.steps_trained,
                pictures_seen=parts.pictures_seen,
                loss=sum(losses) / len(losses),
                progress=round(budget.progress, 4),
                pictures_per_second=round(speed, 1),
            )
        if budget.elapsed_minutes - saved_minutes >= recipe.save_minutes:
            saved_minutes = budget.elapsed_minutes
            _save(state, path, recipe.preview_steps, log)
    _save(state, path, recipe.preview_steps, log)


def _save(state: TrainingState, path: Path, preview_steps: int, log: JsonLog) -> None:
    state.save(path)
    log.write("saved", step=state.parts.steps_trained, checkpoint=path.name)
    if preview_steps > 0:
        with state.average.applied():
            write_preview(state.parts, path.parent / f"previews/{state.parts.steps_trained:06d}.png", preview_steps)
