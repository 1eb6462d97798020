"""`python3 -m training.write_scenes`: scenes as files, for measuring programs that are not Python.

Writes scenes.jsonl (seed, caption, classes, place) and, for each seed, SEED.png (RGB) and SEED-mask.png (grey, 0 … 20).
With `--texts` it writes scenes.jsonl alone: prompts for pictures that a model is to make.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image

from training.fit.options import add_work_options
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS, JUDGE_SEEDS, training_seeds


def write_scenes(world: World, folder: Path, seeds: range, texts_only: bool = False) -> None:
    """Writes the scenes of some seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for seed in seeds:
        scene = world.scene(seed)
        if not texts_only:
            Image.fromarray(scene.picture).save(folder / f"{seed}.png")
            Image.fromarray(scene.mask).save(folder / f"{seed}-mask.png")
        lines.append(
            {"seed": seed, "caption": scene.caption, "classes": scene.classes, "place": scene.place}
        )
    (folder / "scenes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def main(arguments: list[str] | None = None) -> None:
    """Parses the command line and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--set", choices=("held-out", "judge"), default="held-out", help="which range of scenes")
    parser.add_argument("--texts", action="store_true", help="captions and classes alone, without pictures")
    parser.add_argument("--first", type=int, default=0, help="first scene of the range")
    parser.add_argument("--count", type=int, default=100, help="number of scenes")
    options = parser.parse_args(arguments)
    if options.set == "judge":
        seeds = training_seeds(JUDGE_SEEDS, options.first, options.count)
    else:
        seeds = range(HELD_OUT_SEEDS + options.first, HELD_OUT_SEEDS + options.first + options.count)
    write_scenes(World.open(options.work / "sprites", options.world), options.out, seeds, options.texts)


if __name__ == "__main__":
    main()
