"""`python3 -m training.evaluate`: mIoU of the model's own masks on held-out scenes, one JSON line per setting.

Each picture is encoded, re-noised at three timesteps and shown to the UNet; its recorded attention gives the masks. The
truth is exact. The rows are those of the paper's ablations: cross side, self side, τ, β, and the void band.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from training.diffusion.state import load_parts
from training.evaluation.capture import AttentionRecord, capture_attention
from training.evaluation.masks import make_mask, MaskSettings
from training.evaluation.miou import MaskScore
from training.fit.json_log import JsonLog
from training.fit.options import add_work_options, apply_threads
from training.tokenizer.tokenizer import Tokenizer
from training.world.scene import Scene, World
from training.world.seeds import HELD_OUT_SEEDS

_TOKENS = (64, 256, 1024)


def settings_to_compare() -> Iterator[tuple[str, MaskSettings]]:
    """Name of the ablation, and a setting of it."""
    for cross in _TOKENS:
        yield "cross only", MaskSettings(cross_tokens=cross, tau=0)
        for self_tokens in _TOKENS:
            yield "cross side and self side", MaskSettings(cross_tokens=cross, self_tokens=self_tokens)
    for tau in (1, 2, 3, 4, 6, 8):
        yield "tau", MaskSettings(tau=tau)
    for beta in (0.3, 0.4, 0.5, 0.6, 0.7):
        yield "beta", MaskSettings(beta=beta)
    yield "void", MaskSettings(alpha=0.5)


def score_masks(
    records: list[AttentionRecord], scenes: list[Scene], tokenizer: Tokenizer, settings: MaskSettings
) -> MaskScore:
    """Compares the masks of some records with the exact ones."""
    score = MaskScore()
    for record, scene in zip(records, scenes):
        score.add(make_mask(record, tokenizer, scene.classes, settings), scene.mask)
    return score


def main(arguments: list[str] | None = None) -> None:
    """Prints the rows, and adds them to evaluate.jsonl in the work folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, help="checkpoint or model folder (default: model.pt in the work folder)")
    parser.add_argument("--pictures", type=int, default=64, help="held-out scenes")
    options = parser.parse_args(arguments)
    apply_threads(options)
    parts = load_parts(options.model or options.work / "model.pt")
    world = World.open(options.work / "sprites", options.world)
    scenes = [world.scene(HELD_OUT_SEEDS + index) for index in range(options.pictures)]
    records = capture_attention(parts, scenes)
    log = JsonLog(options.work / "evaluate.jsonl")
    for ablation, settings in settings_to_compare():
        score = score_masks(records, scenes, parts.tokenizer, settings)
        low, high = score.miou_interval()
        log.write(
            "masks",
            ablation=ablation,
            **vars(settings),
            miou_percent=round(score.miou() * 100, 2),
            miou_95_percent_interval=[round(low * 100, 2), round(high * 100, 2)],
            pictures=score.pictures,
            steps_trained=parts.steps_trained,
        )


if __name__ == "__main__":
    main()
