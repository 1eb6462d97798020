"""Reads an unpacked COCO panoptic export with Pillow and numpy, as panopticapi's evaluation reads ground truth.

Usage: python3 read_panoptic.py FOLDER

Prints one JSON object by split (`train`, `val`, those that there are): the categories, and for each picture its sizes by Pillow, what
`segments_info` tells and what its pixels have of each segment, the numbers of segments that only one of them knows, and `map`: the
category of each pixel, row by row, 0 for void.
Needs: numpy, Pillow.
"""

import json
import os
import sys

import numpy
from PIL import Image

folder = sys.argv[1]


def read_picture(split, annotation, file_name):
    with Image.open(os.path.join(folder, split, file_name)) as picture:
        picture_size = picture.size
    with Image.open(os.path.join(folder, "annotations", f"panoptic_{split}", annotation["file_name"])) as png:
        mode, size = png.mode, png.size
        rgb = numpy.array(png, dtype=numpy.uint32)
    numbers = rgb[..., 0] + 256 * rgb[..., 1] + 65536 * rgb[..., 2]
    told = {info["id"]: info for info in annotation["segments_info"]}
    segments, categories = [], numpy.zeros(numbers.shape, numpy.int64)
    for number, info in told.items():
        ys, xs = numpy.nonzero(numbers == number)
        box = [int(xs.min()), int(ys.min()), int(xs.max() - xs.min() + 1), int(ys.max() - ys.min() + 1)]
        segments.append({"told": info, "found": {"area": len(xs), "bbox": box}})
        categories[numbers == number] = info["category_id"]
    unmatched = sorted(set(numpy.unique(numbers).tolist()) - {0} ^ set(told))
    return {
        "sizes": [list(picture_size), list(size)],
        "mode": mode,
        "segments": segments,
        "unmatched": unmatched,
        "map": categories.flatten().tolist(),
    }


report = {}
for split in ("train", "val"):
    path = os.path.join(folder, "annotations", f"panoptic_{split}.json")
    if not os.path.exists(path):
        continue
    with open(path, encoding="utf-8") as file:
        panoptic = json.load(file)
    names = {image["id"]: image["file_name"] for image in panoptic["images"]}
    pictures = [read_picture(split, one, names[one["image_id"]]) for one in panoptic["annotations"]]
    report[split] = {"categories": panoptic["categories"], "pictures": pictures}
print(json.dumps(report))
