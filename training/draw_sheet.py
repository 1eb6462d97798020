"""`python3 -m training.draw_sheet`: 24 fixed prompts at fixed seeds on one sheet, to compare weights by eye."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from training.diffusion import preview
from training.diffusion.schedule import STUDIO_TIMESTEPS
from training.diffusion.state import load_parts
from training.fit.options import add_work_options, apply_threads

#: Every class at least once; one, two and three things; all places.
PROMPTS = (
    *preview.PROMPTS,
    "a motorcycle on the road; motorbike",
    "a potted plant and a table in a room; potted plant dining table",
    "a woman and a dog on the grass; person dog",
    "a sheep in the snow; sheep",
    "a sailboat and a bird on the sea; boat bird",
    "a car and a bus in the street; car bus",
    "a black cat in a room; cat",
    "a horse and a cow in a green field; horse cow",
    "a bicycle and a person on the road; bicycle person",
    "a television on a table in a blue room; tv monitor dining table",
    "a plane at night; aeroplane",
    "a person, a dog and a cat on the beach; person dog cat",
)
_COLUMNS = 6


def main(arguments: list[str] | None = None) -> None:
    """Writes the sheet, 6×4 pictures of 128×128; the seed of a picture is its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"))
    parser.add_argument("--out", type=Path, default=Path("docs/sheet.png"))
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--guided-between", type=int, nargs=2, default=STUDIO_TIMESTEPS, metavar=("LOW", "HIGH"),
                        help="timesteps with guidance, both included; by default those of the studio")
    options = parser.parse_args(arguments)
    apply_threads(options)
    parts = load_parts(options.model)
    how = (options.steps, options.guidance)
    between = tuple(options.guided_between)
    pictures = [preview.sample(parts, [prompt], *how, seed, between)[0] for seed, prompt in enumerate(PROMPTS)]
    rows = [np.concatenate(pictures[start:start + _COLUMNS], 1) for start in range(0, len(pictures), _COLUMNS)]
    Image.fromarray(np.concatenate(rows, 0)).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
