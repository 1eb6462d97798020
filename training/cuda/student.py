"""The last minutes of a run on a graphics card: a student of few steps, of the weights that the run has made."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
import time

import torch

from training.cuda.choose import best_way
from training.cuda.loop import PromptedLatents
from training.cuda.pieces import write_pieces
from training.diffusion.preview import write_preview
from training.distillation.loop import distil, new_student, rank_of, student_step, StudentRecipe, walk
from training.distillation.pool import StridePool
from training.distillation.steps import STEPS
from training.fit.budget import Budget
from training.fit.json_log import JsonLog
from training.model.parts import ModelParts

STUDENT = "student"
_SECONDS_A_MINUTE = 60


def distil_on_card(
    teacher: ModelParts, data: PromptedLatents, recipe: StudentRecipe, options: argparse.Namespace, end: float, log: JsonLog
) -> None:
    """Trains until `end` (time.monotonic); leaves pieces of the differences and a preview in the folder `options.out`."""
    device = teacher.device
    student = new_student(teacher.unet, recipe.rank, recipe.seed)
    pool = StridePool(options.capacity)
    pool.add(*walk(teacher, student.unet, data.prompts, recipe, torch.Generator(device).manual_seed(recipe.seed + 1)))
    trial = pool.draw(recipe.batch, torch.Generator(device).manual_seed(recipe.seed))
    step = best_way(student_step(student, teacher, recipe.half), student.parameters, trial, options.plain, log)
    log.write("student_start", walks=pool.made, **vars(recipe))
    saved = time.monotonic()

    def now_and_then() -> None:
        nonlocal saved
        if time.monotonic() - saved > options.save_seconds:
            saved = time.monotonic()
            save()

    def save() -> None:
        write_pieces(student.differences(), options.out, STUDENT)
        log.write("student_saved", step=student.steps, examples_seen=student.examples_seen, walks=pool.made)

    budget = Budget((end - time.monotonic()) / _SECONDS_A_MINUTE, None)
    distil(teacher, student, step, data.prompts, pool, recipe, budget, log, now_and_then)
    save()
    if options.preview_steps:
        write_preview(replace(teacher, unet=student.merged()), options.out / "student.png", STEPS, guidance=1)


def restored_student(teacher: ModelParts, differences: Mapping[str, torch.Tensor]) -> ModelParts:
    """The teacher with the student's UNet, of differences that came back."""
    student = new_student(teacher.unet, rank_of(differences))
    student.take(differences)
    return replace(teacher, unet=student.merged())
