"""`python3 -m training.cuda.prepare`: scenes and latents for training.cuda.train, then a wide decoder and a strict judge.

Runs beside training.cuda.train: the processors draw while that waits, and the card is large enough for both.
"""

from __future__ import annotations

import argparse
from pathlib import Path
import shutil
import time

import numpy as np
import torch

from training.cuda.judge import train_judge_on
from training.cuda.pieces import write_pieces
from training.cuda.scenes import draw_judged_scenes, draw_prompted_scenes
from training.diffusion.state import resume_state
from training.fit.budget import Budget
from training.fit.checkpoint import save_checkpoint
from training.fit.json_log import JsonLog
from training.fit.options import HAS_HALF, usable_cores
from training.judge.network import Segmenter
from training.model.autoencoder import Decoder, Encoder
from training.tokenizer.tokenizer import read_tokenizer
from training.train_decoder import held_out_pictures, train_decoder
from training.world.scene import World

LATENTS = "latents.pt"
DECODER = "decoder"
JUDGE = "judge"
#: What a scene takes on the disk, picture and labels.
_SCENE_BYTES = 66_000


def main(arguments: list[str] | None = None) -> None:
    """Writes latents.pt to --work; the decoder's and the judge's weights, and a log, to --out."""
    options = _parser().parse_args(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    options.work.mkdir(parents=True, exist_ok=True)
    log = JsonLog(options.out / "prepare.jsonl")
    begin = time.monotonic()
    world = World.open(options.sprites, "cast")
    tokenizer = read_tokenizer(options.start / "tokenizer")
    scratch = _roomy((options.scenes + options.judge_scenes) * _SCENE_BYTES, options.work)
    # Processes are forked before anything of this one touches the card: a card's memory does not survive a fork.
    deadline = begin + options.scene_seconds
    scenes = draw_prompted_scenes(world, tokenizer, options.scenes, options.workers, deadline, scratch)
    log.write("scenes", count=len(scenes.pictures), seconds=time.monotonic() - begin, device=device)
    state = resume_state(options.start)
    encoder = state.parts.encoder.to(device)
    latents = encode_all(encoder, scenes.pictures, device)
    save_checkpoint(options.work / LATENTS, {"latents": latents, "ids": torch.from_numpy(np.array(scenes.labels))})
    log.write("encoded", seconds=time.monotonic() - begin, deviation=latents[:65536].float().std().item())
    if options.decoder_seconds:
        _make_decoder(options, encoder, scenes.pictures, world, device, log)
    if options.judge_seconds:
        _make_judge(options, world, scratch, device, log)
    log.write("prepared", seconds=time.monotonic() - begin)


@torch.no_grad()
def encode_all(encoder: Encoder, pictures: np.ndarray, device: str, batch: int = 1024) -> torch.Tensor:
    """Mean latents fp16 [N, 4, 32, 32] on the CPU, not yet scaled, of pictures u8 [N, 128, 128, 3]."""
    parts = []
    for start in range(0, len(pictures), batch):
        part = torch.from_numpy(np.array(pictures[start:start + batch])).to(device)
        parts.append(encoder(part.permute(0, 3, 1, 2).float() / 127.5 - 1)[0].half().cpu())
    return torch.cat(parts)


def _make_decoder(
    options: argparse.Namespace, encoder: Encoder, pictures: np.ndarray, world: World, device: str, log: JsonLog
) -> None:
    torch.manual_seed(0)
    decoder = Decoder().to(device)
    # Part of them is enough, and fits beside the UNet's training.
    data = torch.from_numpy(np.array(pictures[: options.decoder_scenes])).to(device)
    random = torch.Generator(device).manual_seed(1)

    def batch(_step: int) -> torch.Tensor:
        chosen = torch.randint(len(data), (options.decoder_batch,), generator=random, device=device)
        return data[chosen].permute(0, 3, 1, 2).float() / 127.5 - 1

    held_out = held_out_pictures(world, options.held_out).to(device)
    budget = Budget(options.decoder_seconds / 60, None)
    train_decoder(encoder, decoder, batch, held_out, budget, options.decoder_rate, HAS_HALF, log)
    write_pieces(decoder.state_dict(), options.out, DECODER)


def _make_judge(options: argparse.Namespace, world: World, scratch: Path, device: str, log: JsonLog) -> None:
    deadline = time.monotonic() + options.scene_seconds
    scenes = draw_judged_scenes(world, options.judge_scenes, options.workers, deadline, scratch)
    log.write("judged_scenes", count=len(scenes.pictures))
    budget = Budget(options.judge_seconds / 60, None)
    state = train_judge_on(np.array(scenes.pictures), np.array(scenes.labels), budget, options.judge_batch, device, log)
    network: Segmenter = state.network
    with state.average.applied():
        write_pieces(network.state_dict(), options.out, JUDGE)
    log.write("judge_done", step=state.step, pictures_seen=state.pictures_seen)


def _roomy(needed_bytes: int, otherwise: Path) -> Path:
    """Memory where there is room for it: tens of gigabytes of scenes would wait for a disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 1.2 * needed_bytes else otherwise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".cache/training/cuda"))
    parser.add_argument("--sprites", type=Path, default=Path(".cache/training/sprites"))
    parser.add_argument("--start", type=Path, default=Path("public/models/emoji-scenes"), help="whose encoder and tokenizer")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=max(1, usable_cores() - 3), help="processes that draw")
    parser.add_argument("--scenes", type=int, default=400_000)
    parser.add_argument("--scene-seconds", type=float, default=60)
    parser.add_argument("--decoder-seconds", type=float, default=120)
    parser.add_argument("--decoder-scenes", type=int, default=200_000)
    parser.add_argument("--decoder-batch", type=int, default=128)
    parser.add_argument("--decoder-rate", type=float, default=1.5e-3)
    parser.add_argument("--held-out", type=int, default=128, help="pictures that tell how sharp the decoder is")
    parser.add_argument("--judge-seconds", type=float, default=120)
    parser.add_argument("--judge-scenes", type=int, default=150_000)
    parser.add_argument("--judge-batch", type=int, default=128)
    return parser


if __name__ == "__main__":
    main()
