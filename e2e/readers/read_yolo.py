"""Reads an unpacked YOLO export, segmentation or semantic, with PyYAML, Pillow and pycocotools, which share nothing with the writer.

Usage: python3 read_yolo.py FOLDER

Finds labels and masks as Ultralytics does: `images` in a picture's path becomes `labels`, or what `masks_dir` says. Prints one JSON
object: data.yaml as it was read, and by split for each picture its stem, its size by Pillow, and `map`, its classes row by row:
the values of the mask (with its `mode`), or the index of the polygon that covers a pixel, -1 for none, -2 for two.
Needs: PyYAML, numpy, Pillow, pycocotools.
"""

import glob
import json
import os
import sys

import numpy
import yaml
from PIL import Image
from pycocotools import mask as coco_mask

folder = sys.argv[1]
with open(os.path.join(folder, "data.yaml"), encoding="utf-8") as file:
    data = yaml.safe_load(file)


def read_polygons(path, width, height):
    classes = numpy.full((height, width), -1)
    with open(path, encoding="ascii") as lines:
        for line in lines:
            index, *shares = line.split()
            corners = numpy.array(shares, float).reshape(-1, 2)
            # What Ultralytics demands: three points at least, all within the picture.
            assert len(corners) >= 3 and corners.min() >= 0 and corners.max() <= 1, line
            polygon = (corners * [width, height]).flatten().tolist()
            covered = coco_mask.decode(coco_mask.frPyObjects([polygon], height, width))[..., 0] == 1
            classes[covered & (classes != -1)] = -2
            classes[covered & (classes == -1)] = int(index)
    return {"map": classes.flatten().tolist()}


def read_mask(path):
    with Image.open(path) as mask:
        return {"mode": mask.mode, "map": numpy.array(mask).flatten().tolist()}


def read_picture(path):
    with Image.open(path) as picture:
        width, height = picture.size
    base = os.path.splitext(path)[0]
    if "masks_dir" in data:
        labels = read_mask(base.replace("/images/", f"/{data['masks_dir']}/") + ".png")
    else:
        labels = read_polygons(base.replace("/images/", "/labels/") + ".txt", width, height)
    return {"stem": os.path.basename(base), "size": [width, height], **labels}


report = {"data": data, "namesAreTexts": all(type(name) is str for name in data["names"].values())}
for split in ("train", "val"):
    report[split] = [read_picture(path) for path in sorted(glob.glob(os.path.join(folder, data[split], "*.jpg")))]
print(json.dumps(report))
