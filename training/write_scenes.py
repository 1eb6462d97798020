"""`python3 -m training.write_scenes`: scenes as files, for measuring programs that are not Python.

Writes scenes.jsonl (seed, caption, classes, place, and objects: the class of each) and, for each seed, SEED.png (RGB), SEED-mask.png
(grey, 0 … 20) and SEED-objects.png (grey: 0, and from 1 on the place of an object in `objects`). With `--texts` it writes scenes.jsonl
alone: prompts for pictures that a model is to make. `--twins` leaves out scenes that have no class twice, `--alone` those that do not
show exactly one object.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
import json
from pathlib import Path

from PIL import Image

from training.fit.options import add_work_options
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS, JUDGE_SEEDS, training_seeds


def write_scenes(world: World, folder: Path, seeds: Iterable[int], texts_only: bool = False) -> None:
    """Writes the scenes of some seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for seed in seeds:
        scene = world.scene(seed)
        if not texts_only:
            Image.fromarray(scene.picture).save(folder / f"{seed}.png")
            Image.fromarray(scene.mask).save(folder / f"{seed}-mask.png")
            Image.fromarray(scene.objects).save(folder / f"{seed}-objects.png")
        lines.append({
            "seed": seed,
            "caption": scene.caption,
            "classes": scene.classes,
            "place": scene.place,
            "objects": scene.object_classes,
        })
    (folder / "scenes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def with_twins(world: World, seeds: range) -> list[int]:
    """Of the seeds those whose scenes show two objects of one class."""
    found = []
    for seed in seeds:
        names = world.scene(seed).object_classes
        if len(set(names)) < len(names):
            found.append(seed)
    return found


def with_one_object(world: World, seeds: range) -> list[int]:
    """Of the seeds those whose scenes show one object."""
    return [seed for seed in seeds if len(world.scene(seed).object_classes) == 1]


def main(arguments: list[str] | None = None) -> None:
    """Parses the command line and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_work_options(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--set", choices=("held-out", "judge"), default="held-out", help="which range of scenes")
    parser.add_argument("--texts", action="store_true", help="captions and classes alone, without pictures")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--twins", action="store_true", help="only scenes with two objects of one class, about one in six")
    which.add_argument("--alone", action="store_true", help="only scenes with one object, about one in three")
    parser.add_argument("--first", type=int, default=0, help="first scene of the range")
    parser.add_argument("--count", type=int, default=100, help="number of scenes")
    options = parser.parse_args(arguments)
    if options.set == "judge":
        seeds = training_seeds(JUDGE_SEEDS, options.first, options.count)
    else:
        seeds = range(HELD_OUT_SEEDS + options.first, HELD_OUT_SEEDS + options.first + options.count)
    world = World.open(options.work / "sprites", options.world)
    if options.twins:
        seeds = with_twins(world, seeds)
    elif options.alone:
        seeds = with_one_object(world, seeds)
    write_scenes(world, options.out, seeds, options.texts)


if __name__ == "__main__":
    main()
