"""Reads an unpacked FiftyOne export with Pillow, and the class names out of its script, as FiftyOne would without running it here.

Usage: python3 read_fiftyone.py FOLDER

Prints one JSON object: `maskTargets` and `splits` of load_fiftyone.py, and for each picture of a split its stem, the sizes of picture
and mask, the mask's mode, and `map`, its values row by row. A picture without a mask, or the other way round, is an error.
Needs: numpy, Pillow.
"""

import ast
import json
import os
import sys

import numpy
from PIL import Image

folder = sys.argv[1]
with open(os.path.join(folder, "load_fiftyone.py"), encoding="utf-8") as file:
    statements = ast.parse(file.read()).body
constants = {
    statement.targets[0].id: statement.value for statement in statements if isinstance(statement, ast.Assign)
}
splits = ast.literal_eval(constants["SPLITS"])


def read_pair(split, stem):
    with Image.open(os.path.join(folder, split, "data", f"{stem}.jpg")) as picture:
        picture_size = picture.size
    with Image.open(os.path.join(folder, split, "labels", f"{stem}.png")) as mask:
        values = numpy.array(mask)
        return {"stem": stem, "sizes": [picture_size, mask.size], "mode": mask.mode, "map": values.flatten().tolist()}


def stems_in(*path):
    return sorted(os.path.splitext(name)[0] for name in os.listdir(os.path.join(folder, *path)))


pairs = []
for split in splits:
    assert stems_in(split, "data") == stems_in(split, "labels"), split
    pairs += [read_pair(split, stem) for stem in stems_in(split, "data")]
print(json.dumps({"maskTargets": ast.literal_eval(constants["MASK_TARGETS"]), "splits": splits, "pairs": pairs}))
