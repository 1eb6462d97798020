"""Prints run lengths of random masks as pycocotools writes them: src/core/dataset/regions/run-lengths.goldens.json.

Usage: python3 make_run_length_goldens.py > …/run-lengths.goldens.json
Needs: pycocotools (made with 2.0.11, numpy 2.4.6).
"""

import json
from importlib.metadata import version

import numpy
from pycocotools import mask as coco_mask

random = numpy.random.default_rng(15)


def golden(mask):
    compressed = coco_mask.encode(numpy.asfortranarray(mask))["counts"].decode("ascii")
    flat = mask.flatten(order="F")
    edges = numpy.flatnonzero(numpy.diff(flat)) + 1
    counts = numpy.diff([0, *edges, flat.size]).tolist()
    if flat[0] == 1:
        counts = [0, *counts]
    rows = ["".join(".1"[value] for value in row) for row in mask]
    return {"rows": rows, "counts": counts, "compressed": compressed}


masks = [numpy.zeros((3, 4), numpy.uint8), numpy.ones((3, 4), numpy.uint8)]
for share in (0.05, 0.5, 0.95):
    for _ in range(9):
        height, width = random.integers(1, 14, 2)
        masks.append((random.random((height, width)) < share).astype(numpy.uint8))
# Runs beyond two and three groups of five bits, growing and shrinking.
for height, width, box in ((64, 64, (3, 50, 9, 60)), (120, 30, (0, 120, 29, 30)), (90, 70, (45, 46, 0, 70))):
    mask = numpy.zeros((height, width), numpy.uint8)
    mask[box[0] : box[1], box[2] : box[3]] = 1
    mask[-1, -1] = mask[0, 0] = 1
    masks.append(mask)

origin = f"e2e/readers/make_run_length_goldens.py, pycocotools {version('pycocotools')}"
lines = ",\n    ".join(json.dumps(golden(mask)) for mask in masks)
print(f'{{\n  "origin": {json.dumps(origin)},\n  "masks": [\n    {lines}\n  ]\n}}')
