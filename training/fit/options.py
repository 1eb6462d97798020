"""Command-line options that all commands share."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import torch

from training.world.sprites import WORLDS

#: Ignored by git. Everything that training makes before the export lies here.
DEFAULT_WORK = Path(".cache/training")


def add_work_options(parser: argparse.ArgumentParser) -> None:
    """--work, --world and --threads."""
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, help="folder of sprites, latents and checkpoints")
    parser.add_argument("--world", choices=WORLDS, default=WORLDS[0], help="which drawings scenes are made of")
    parser.add_argument("--threads", type=int, default=usable_cores(), help="threads of PyTorch (default: all cores)")


def add_budget_options(parser: argparse.ArgumentParser) -> None:
    """--minutes, --steps and --seed."""
    parser.add_argument("--minutes", type=float, help="stop after so many minutes")
    parser.add_argument("--steps", type=int, help="stop after so many steps of this run")
    parser.add_argument("--seed", type=int, default=0, help="seed of everything random in training")


#: PyTorch 1 cannot normalise bfloat16 with weights in fp32.
HAS_HALF = int(torch.__version__.split(".")[0]) >= 2


def add_half_option(parser: argparse.ArgumentParser) -> None:
    """--half."""
    parser.add_argument("--half", action="store_true", help="compute in bfloat16: faster on processors that have it")


def uses_half(options: argparse.Namespace) -> bool:
    """Whether to compute in bfloat16; says so where it was asked for and this PyTorch cannot."""
    if options.half and not HAS_HALF:
        print(f"--half needs PyTorch 2, found {torch.__version__}: computing in fp32.", file=sys.stderr)
    return bool(options.half and HAS_HALF)


def apply_threads(options: argparse.Namespace) -> None:
    """Gives PyTorch the number of threads asked for."""
    torch.set_num_threads(options.threads)


def usable_cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
