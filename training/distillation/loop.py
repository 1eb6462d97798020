"""The student's training: from where it comes to by its own strides the teacher shows where the next should have led."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import copy
from dataclasses import dataclass

import torch

from training.diffusion.latents import LATENT_SIDE
from training.distillation.low_rank import add_low_rank, merged_state
from training.distillation.pool import StridePool
from training.distillation.steps import guided_strides, Jumps, STEPS
from training.fit.budget import Budget
from training.fit.ema import WeightAverage
from training.fit.optimizer import new_adamw
from training.fit.gradients import Step
from training.fit.json_log import JsonLog
from training.fit.rates import cosine_rate
from training.model.autoencoder import LATENT_CHANNELS
from training.model.parts import ModelParts
from training.model.unet import UNet2DConditionModel

_WARMUP_STEPS = 50
_LOG_EVERY_STEPS = 50
_MOST_GRADIENT = 1.0

#: Token ids int64 [count, 32] of prompts, on the generator's device.
DrawPrompts = Callable[[int, torch.Generator], torch.Tensor]


@dataclass(frozen=True)
class StudentRecipe:
    """`teacher_steps` of DDIM at `guidance`, within `guided_between`, are what the student's four calls replace.

    It sees each stride about `reuse` times. Its weights differ from the teacher's by matrices of at most `rank`,
    beside biases and norms. With `half` both compute in bfloat16.
    """

    batch: int
    learning_rate: float
    rank: int
    guidance: float
    guided_between: tuple[int, int]
    teacher_steps: int
    reuse: int
    teacher_batch: int
    average_decay: float
    half: bool
    seed: int


@dataclass
class Student:
    """A UNet with low-rank differences, on its teacher's device, and what trains it."""

    unet: UNet2DConditionModel
    parameters: list[torch.nn.Parameter]
    average: WeightAverage
    optimizer: torch.optim.Optimizer
    steps: int = 0
    examples_seen: int = 0

    def merged(self) -> UNet2DConditionModel:
        """The averaged weights in an ordinary UNet."""
        unet = UNet2DConditionModel().to(next(self.unet.parameters()).device)
        with self.average.applied():
            unet.load_state_dict(merged_state(self.unet))
        return unet

    def differences(self) -> dict[str, torch.Tensor]:
        """Averages of all that is trained, by name."""
        names = [name for name, parameter in self.unet.named_parameters() if parameter.requires_grad]
        return dict(zip(names, self.average.averages))

    @torch.no_grad()
    def take(self, differences: Mapping[str, torch.Tensor]) -> None:
        """Goes on from what `differences` gave, with an optimiser that is new. ValueError when ranks or names do not fit."""
        own = self.differences()
        if {name: tensor.shape for name, tensor in own.items()} != {name: tensor.shape for name, tensor in differences.items()}:
            raise ValueError("Expected differences of this network and rank, found others. Use the --rank that made them.")
        for name, parameter, average in zip(own, self.parameters, self.average.averages):
            parameter.copy_(differences[name])
            average.copy_(differences[name])


def new_student(teacher: UNet2DConditionModel, rank: int, seed: int = 0) -> Student:
    """A student that does as its teacher without guidance, and may differ from it by matrices of at most `rank`."""
    unet = copy.deepcopy(teacher)
    parameters = add_low_rank(unet, rank, seed)
    return Student(unet, parameters, WeightAverage(parameters), new_adamw(parameters, weight_decay=0))


def rank_of(differences: Mapping[str, torch.Tensor]) -> int:
    """The --rank that made them."""
    return max(len(tensor) for name, tensor in differences.items() if name.endswith(".down"))


def student_step(student: Student, teacher: ModelParts, half: bool) -> Step:
    """The mean square of the error of the student's velocity for a batch of the pool."""
    jumps = Jumps(teacher.device)

    def step(start: torch.Tensor, end: torch.Tensor, number: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            prompted = teacher.text_encoder(ids)
        with torch.autocast(start.device.type, torch.bfloat16, enabled=half):
            predicted = student.unet(start, jumps.timesteps[number], prompted)
        loss = (predicted.float() - jumps.target(start, end, number)).pow(2).mean()
        loss.backward()
        return loss.detach()

    return step


def distil(
    teacher: ModelParts,
    student: Student,
    step: Step,
    draw_prompts: DrawPrompts,
    pool: StridePool,
    recipe: StudentRecipe,
    budget: Budget,
    log: JsonLog,
    now_and_then: Callable[[], None],
) -> None:
    """Trains until the budget is spent; calls `now_and_then` after every step. FloatingPointError when the loss is no number.

    `step` leaves the gradients of its call alone in the student's parameters. The teacher's text encoder is the student's, too. A
    pool that holds strides already saves their making.
    """
    device = teacher.device
    random = torch.Generator(device).manual_seed(recipe.seed)
    losses = torch.zeros((), device=device)
    while not budget.spent:
        while pool.made * STEPS * recipe.reuse < student.examples_seen + recipe.batch:
            pool.add(*walk(teacher, student.unet, draw_prompts, recipe, random))
        for group in student.optimizer.param_groups:
            group["lr"] = cosine_rate(recipe.learning_rate, student.steps, budget.progress, _WARMUP_STEPS)
        losses += step(*pool.draw(recipe.batch, random))
        torch.nn.utils.clip_grad_norm_(student.parameters, _MOST_GRADIENT)
        student.optimizer.step()
        student.steps += 1
        student.examples_seen += recipe.batch
        student.average.update(student.steps, recipe.average_decay)
        budget.done_steps += 1
        if student.steps % _LOG_EVERY_STEPS == 0:
            if not losses.isfinite():
                raise FloatingPointError("Expected a loss, found no number. Lower --student-rate.")
            log.write("student_step", step=student.steps, examples_seen=student.examples_seen, walks=pool.made,
                      loss=losses.item() / _LOG_EVERY_STEPS, progress=round(budget.progress, 4))
            losses.zero_()
        now_and_then()


def walk(
    teacher: ModelParts,
    student: torch.nn.Module,
    draw_prompts: DrawPrompts,
    recipe: StudentRecipe,
    random: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Strides from fresh noise, as `StridePool.add` takes them."""
    count = recipe.teacher_batch
    ids = draw_prompts(count, random)
    noise = torch.randn(count, LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE, generator=random, device=random.device)
    with torch.no_grad():
        unprompted = teacher.encode_prompts([""]).expand(count, -1, -1)
        prompted = teacher.text_encoder(ids)
    starts, ends = guided_strides(
        teacher.unet, student, noise, prompted, unprompted, recipe.teacher_steps, recipe.guidance, recipe.half,
        recipe.guided_between,
    )
    return starts, ends, ids
