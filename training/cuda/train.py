"""`python3 -m training.cuda.train`: text encoder and UNet, on the latents that training.cuda.prepare makes beside it.

Waits for the latents, tries which way of computing is right and fastest on this card, and trains until the seconds are over; the last of
them can make a student of few steps. Whatever happens then, `--out` holds weights, log and a preview that are a minute old at most.
"""

from __future__ import annotations

import argparse
from pathlib import Path
import time

import torch

from training.cuda.choose import best_way
from training.cuda.loop import CardRecipe, Denoiser, denoising_step, PromptedLatents, train_on_card
from training.cuda.pieces import write_pieces
from training.cuda.prepare import LATENTS
from training.cuda.student import distil_on_card
from training.diffusion.preview import write_preview
from training.diffusion.state import resume_state, start_state, trained_parameters, TrainingState
from training.distil import add_recipe_options, recipe_of
from training.fit.checkpoint import load_checkpoint
from training.fit.ema import WeightAverage
from training.fit.json_log import JsonLog
from training.fit.optimizer import new_adamw
from training.fit.options import HAS_HALF
from training.model.parts import new_parts

MODEL = "model"
_POLL_SECONDS = 0.5


def main(arguments: list[str] | None = None) -> None:
    """Trains; leaves pieces of the averaged weights, previews and a log in --out all along."""
    options = _parser().parse_args(arguments)
    begin = time.monotonic()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    log = JsonLog(options.out / "train.jsonl")
    state = _state_on(device, options.start, options.anew, options.seed)
    parts = state.parts
    unprompted = torch.tensor(parts.tokenizer.encode_all([""]), device=device)
    path = options.work / LATENTS
    while not path.is_file():
        if time.monotonic() - begin > options.seconds:
            raise SystemExit(f"No {path} came in {options.seconds:.0f} seconds. Is training.cuda.prepare running?")
        time.sleep(_POLL_SECONDS)
    stored = load_checkpoint(path)
    data = PromptedLatents(stored["latents"].to(device), stored["ids"].to(device), unprompted, parts.scaling_factor)
    start = time.monotonic()
    log.write("start", device=device, scenes=len(stored["latents"]), batch=options.batch, waited_seconds=start - begin,
              step=parts.steps_trained, scaling_factor=parts.scaling_factor)
    parameters = trained_parameters(parts)
    trial = data.batch(options.batch, torch.Generator(device).manual_seed(options.seed))
    step = best_way(denoising_step(Denoiser(parts), parts.device), parameters, trial, options.plain, log)
    end = begin + options.seconds
    recipe = CardRecipe(options.batch, options.rate, options.decay, options.seed, time.monotonic(), end - options.student_seconds)
    saved = previewed = start

    def now_and_then() -> None:
        nonlocal saved, previewed
        now = time.monotonic()
        if now - saved > options.save_seconds:
            saved = now
            _save(state, options.out, log)
        if now - previewed > options.preview_seconds:
            previewed = now
            _preview(state, options.out / "preview.png", options.preview_steps)

    train_on_card(state, step, data, recipe, log, now_and_then)
    _save(state, options.out, log)
    _preview(state, options.out / "preview.png", options.preview_steps)
    if options.student_seconds:
        # The recorded step holds memory that the student needs.
        del step
        with state.average.applied():
            distil_on_card(parts, data, recipe_of(options, HAS_HALF), options, end, log)
    log.write("done", step=parts.steps_trained, pictures_seen=parts.pictures_seen, seconds=time.monotonic() - begin)


def _state_on(device: str, start: Path, anew: bool, seed: int) -> TrainingState:
    """The weights of a folder or checkpoint, or new ones on its autoencoder, with an optimiser of the device."""
    state = resume_state(start)
    if anew:
        torch.manual_seed(seed)
        old = state.parts
        state = start_state(new_parts(old.tokenizer, old.encoder, old.decoder, old.scaling_factor))
    for network in state.parts.networks.values():
        network.to(device)
    state.parts.unet.to(memory_format=torch.channels_last)
    parameters = trained_parameters(state.parts)
    state.average = WeightAverage(parameters)
    state.optimizer = new_adamw(parameters)
    return state


def _save(state: TrainingState, out: Path, log: JsonLog) -> None:
    names = [
        f"{part}.{name}" for part in ("unet", "text_encoder") for name, _ in state.parts.networks[part].named_parameters()
    ]
    write_pieces(dict(zip(names, state.average.averages)), out, MODEL)
    log.write("saved", step=state.parts.steps_trained, pictures_seen=state.parts.pictures_seen)


def _preview(state: TrainingState, path: Path, steps: int) -> None:
    if steps > 0:
        with state.average.applied():
            write_preview(state.parts, path, steps)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".cache/training/cuda"), help="where training.cuda.prepare works")
    parser.add_argument("--start", type=Path, default=Path("public/models/emoji-scenes"), help="a model folder or checkpoint")
    parser.add_argument("--anew", action="store_true", help="only tokenizer and autoencoder of --start; all else from nothing")
    parser.add_argument("--out", type=Path, required=True, help="pieces of weights, previews and the log")
    parser.add_argument("--seconds", type=float, required=True, help="in all, compiling and waiting included")
    parser.add_argument("--plain", action="store_true", help="try no fused attention and no CUDA graphs")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.998, help="of the averaged weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-seconds", type=float, default=60)
    parser.add_argument("--preview-seconds", type=float, default=150)
    parser.add_argument("--preview-steps", type=int, default=20, help="0: no previews")
    parser.add_argument("--student-seconds", type=float, default=0, help="of --seconds, the last, for a student of few steps")
    add_recipe_options(parser, batch=512, teacher_batch=1024)
    parser.set_defaults(capacity=65_536)
    return parser


if __name__ == "__main__":
    main()
