"""`python3 -m training.distil`: a student that draws in four calls of one row what the model draws in many guided steps.

Leaves in the work folder's `student`: student.pt, a checkpoint like any other, differences.pt, what of it is not the model's, and
strides.pt, what the teacher has shown, so that a later run need not do it again.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training.diffusion.latents import LatentSet, stored_latents
from training.diffusion.preview import write_preview
from training.diffusion.schedule import STUDIO_TIMESTEPS
from training.diffusion.state import load_parts, start_state
from training.distillation.loop import distil, DrawPrompts, new_student, Student, student_step, StudentRecipe
from training.distillation.pool import StridePool
from training.distillation.steps import STEPS
from training.fit.budget import Budget
from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.gradients import alone
from training.fit.json_log import JsonLog
from training.fit.options import add_budget_options, add_half_option, add_work_options, apply_threads, uses_half
from training.model.attention import Attention
from training.model.parts import ModelParts
from training.world.caption import compose_prompt, draw_prompt
from training.world.scene import World

STUDENT, DIFFERENCES, STRIDES = "student.pt", "differences.pt", "strides.pt"
#: Caption and class labels, as the studio writes prompts; the others in all styles.
_STUDIO_SHARE = 0.5
_STUDIO_STYLE = 5


def main(arguments: list[str] | None = None) -> None:
    """Distils until the minutes or steps are spent."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    Attention.fused = True
    folder = options.work / "student"
    log = JsonLog(folder / "student.jsonl")
    teacher = load_parts(options.model)
    world = World.open(options.work / "sprites", options.world)
    data = stored_latents(options.work, world, teacher.encoder, options.scenes, log)
    recipe = recipe_of(options, uses_half(options))
    student = new_student(teacher.unet, recipe.rank, recipe.seed)
    pool = StridePool(options.capacity)
    if options.resume:
        student.take(load_checkpoint(folder / DIFFERENCES))
    if (folder / STRIDES).is_file():
        stored = load_checkpoint(folder / STRIDES)
        pool.add(**{name: tensor[-options.capacity:] for name, tensor in stored.items()})
    budget = Budget(options.minutes, options.steps)
    log.write("start", model=str(options.model), resumed=options.resume, walks=pool.made, **vars(recipe))
    saved_minutes = 0.0

    def now_and_then() -> None:
        nonlocal saved_minutes
        if budget.elapsed_minutes - saved_minutes >= options.save_minutes:
            saved_minutes = budget.elapsed_minutes
            _save(teacher, student, pool, folder, log)

    step = alone(student_step(student, teacher, recipe.half), student.parameters)
    distil(teacher, student, step, prompts_of(data, teacher), pool, recipe, budget, log, now_and_then)
    _save(teacher, student, pool, folder, log)
    write_preview(_drawing(teacher, student), folder / "student.png", STEPS, guidance=1)


def prompts_of(data: LatentSet, parts: ModelParts) -> DrawPrompts:
    """Prompts of training scenes, half of them as the studio writes them."""

    def draw(count: int, random: torch.Generator) -> torch.Tensor:
        seed = int(torch.randint(2**62, (1,), generator=random, device=random.device))
        rng = np.random.default_rng(seed)
        prompts = []
        for index in rng.integers(0, len(data.captions), count):
            caption, classes = data.captions[index], data.classes[index]
            studio = rng.random() < _STUDIO_SHARE
            prompts.append(compose_prompt(_STUDIO_STYLE, caption, classes) if studio else draw_prompt(rng, caption, classes))
        return torch.tensor(parts.tokenizer.encode_all(prompts), device=random.device)

    return draw


def add_recipe_options(parser: argparse.ArgumentParser, batch: int, teacher_batch: int) -> None:
    """What StudentRecipe holds, but precision and seed."""
    group = parser.add_argument_group("the student")
    group.add_argument("--student-batch", type=int, default=batch)
    group.add_argument("--student-rate", type=float, default=1e-3, help="learning rate at its highest")
    group.add_argument("--rank", type=int, default=12, help="of the differences; 12 are 1 MB of 8-bit numbers")
    group.add_argument("--student-guidance", type=float, default=4.0, help="what the student has built in")
    group.add_argument("--student-guided-between", type=int, nargs=2, default=STUDIO_TIMESTEPS, metavar=("LOW", "HIGH"),
                       help="timesteps with guidance, both included; by default those of the studio")
    group.add_argument("--teacher-steps", type=int, default=16, help="a multiple of 4")
    group.add_argument("--teacher-batch", type=int, default=teacher_batch)
    group.add_argument("--reuse", type=int, default=4, help="how often a stride is seen")
    group.add_argument("--capacity", type=int, default=2048, help="walks whose strides are kept, 66 KB each: the latest, since the student changes")
    group.add_argument("--student-decay", type=float, default=0.995, help="of the averaged weights")


def recipe_of(options: argparse.Namespace, half: bool) -> StudentRecipe:
    """The recipe that the options of `add_recipe_options` and --seed give."""
    return StudentRecipe(options.student_batch, options.student_rate, options.rank, options.student_guidance,
                         tuple(options.student_guided_between), options.teacher_steps, options.reuse,
                         options.teacher_batch, options.student_decay, half, options.seed)


def _drawing(teacher: ModelParts, student: Student) -> ModelParts:
    return replace(teacher, unet=student.merged())


def _save(teacher: ModelParts, student: Student, pool: StridePool, folder: Path, log: JsonLog) -> None:
    start_state(_drawing(teacher, student)).save(folder / STUDENT)
    save_checkpoint(folder / DIFFERENCES, student.differences())
    save_checkpoint(folder / STRIDES, pool.state())
    log.write("saved", step=student.steps, examples_seen=student.examples_seen, walks=pool.made)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    add_budget_options(parser)
    add_half_option(parser)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"), help="the teacher: folder or checkpoint")
    parser.add_argument("--resume", action="store_true", help="go on from differences.pt in the work folder's student")
    parser.add_argument("--scenes", type=int, default=60_000, help="training scenes whose prompts are used")
    parser.add_argument("--save-minutes", type=float, default=5)
    add_recipe_options(parser, batch=32, teacher_batch=32)
    return parser


if __name__ == "__main__":
    main()
