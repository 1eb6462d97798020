"""`python3 -m training.train`: trains the model, from nothing or on from a checkpoint or an exported model.

From nothing it trains the autoencoder first, then encodes the scenes, learns the tokenizer, and trains text encoder and
UNet. Each stage finds what an earlier run has left in the work folder.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import torch

from training.diffusion.latents import LatentSet, stored_latents
from training.diffusion.loop import Recipe, train
from training.diffusion.state import resume_state, start_state, TrainingState
from training.diffusion.vocabulary import learn_tokenizer
from training.fit.budget import Budget
from training.fit.ema import MAX_DECAY
from training.fit.json_log import JsonLog
from training.fit.options import add_budget_options, add_half_option, add_work_options, apply_threads, uses_half
from training.model.parts import new_parts
from training.tokenizer.tokenizer import read_tokenizer
from training.train_autoencoder import load_autoencoder, train_autoencoder
from training.world.scene import World


def main(arguments: list[str] | None = None) -> None:
    """Trains until the minutes or steps are spent."""
    options = _parser().parse_args(arguments)
    apply_threads(options)
    checkpoint = options.work / "model.pt"
    goes_on = options.resume is not None and options.resume.resolve() == checkpoint.resolve()
    if checkpoint.is_file() and not goes_on:
        raise SystemExit(f"{checkpoint} is there already. Pass --resume {checkpoint} to go on, or another --work.")
    log = JsonLog(options.work / "train.jsonl")
    world = World.open(options.work / "sprites", options.world)
    if options.resume is None:
        state, data = _begin(options, world, log)
    else:
        state = resume_state(options.resume)
        data = stored_latents(options.work, world, state.parts.encoder, options.scenes, log)
    state.parts.unet.to(memory_format=torch.channels_last)
    class_shares = tuple(options.class_shares) if options.class_shares else None
    if class_shares and not math.isclose(sum(class_shares), 1):
        raise SystemExit(f"--class-shares expects shares whose sum is 1, found {sum(class_shares):g}.")
    recipe = Recipe(options.batch, options.learning_rate, options.windows_until, options.window_share, class_shares,
                    uses_half(options), options.average_decay, options.seed, options.save_minutes, options.preview_steps)
    log.write("start", resumed_from=options.resume and options.resume.name, step=state.parts.steps_trained,
              pictures_seen=state.parts.pictures_seen, world=world.name, scenes=options.scenes, **vars(recipe))
    train(state, data, recipe, Budget(options.minutes, options.steps), checkpoint, log)


def _begin(options: argparse.Namespace, world: World, log: JsonLog) -> tuple[TrainingState, LatentSet]:
    path: Path = options.work / "autoencoder.pt"
    if path.is_file():
        encoder, decoder = load_autoencoder(path)
    else:
        budget = Budget(options.autoencoder_minutes, options.autoencoder_steps)
        encoder, decoder = train_autoencoder(world, budget, options.seed, path, log)
    data = stored_latents(options.work, world, encoder, options.scenes, log)
    tokenizer = read_tokenizer(options.tokenizer) if options.tokenizer else learn_tokenizer(data.captions, data.classes)
    torch.manual_seed(options.seed)
    parts = new_parts(tokenizer, encoder, decoder, data.scaling_factor)
    return start_state(parts), data


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    add_budget_options(parser)
    parser.add_argument("--resume", type=Path, help="go on from this checkpoint (.pt) or exported model folder")
    parser.add_argument("--batch", type=int, default=16, help="scenes in a step (windows: twice as many)")
    parser.add_argument("--learning-rate", type=float, default=6e-4, help="at its highest")
    parser.add_argument("--windows-until", type=float, default=0.5, help="share of the budget in which steps may take windows")
    parser.add_argument("--window-share", type=float, default=0.8, help="share of those steps that do")
    parser.add_argument("--class-shares", type=float, nargs=3, metavar=("ONE", "TWO", "THREE"),
                        help="share of whole scenes with so many classes, in sum 1 (default: as the world draws them)")
    parser.add_argument("--average-decay", type=float, default=MAX_DECAY, help="decay of the averaged weights")
    add_half_option(parser)
    parser.add_argument("--scenes", type=int, default=60_000, help="training scenes to encode; 9 KB of disk each")
    parser.add_argument("--save-minutes", type=float, default=15, help="minutes between checkpoints")
    parser.add_argument("--preview-steps", type=int, default=25, help="steps of the pictures to look at; 0 makes none")
    anew = parser.add_argument_group("without --resume")
    anew.add_argument("--autoencoder-minutes", type=float, default=40, help="time for the autoencoder")
    anew.add_argument("--autoencoder-steps", type=int, help="stop the autoencoder after so many steps")
    anew.add_argument("--tokenizer", type=Path, help="use the tokenizer of this folder instead of learning one")
    return parser


if __name__ == "__main__":
    main()
