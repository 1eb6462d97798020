"""Reads an unpacked COCO export with pycocotools, which shares nothing with the writer.

Usage: python3 read_coco.py FOLDER

Prints one JSON object by split (`train`, `val`, those that there are): the categories, and for each picture its file name, its size
by Pillow, the ids, areas and boxes of its regions with what pycocotools finds of their masks, and `map`: the category of each pixel,
row by row, 0 where no region is, -1 where two are.
Needs: pycocotools, numpy, Pillow.
"""

import contextlib
import json
import os
import sys

import numpy
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

folder = sys.argv[1]


def read_picture(coco, split, image_id):
    info = coco.loadImgs([image_id])[0]
    with Image.open(os.path.join(folder, split, info["file_name"])) as picture:
        size = picture.size
    categories = numpy.zeros((info["height"], info["width"]), numpy.int64)
    regions = []
    for annotation in coco.loadAnns(coco.getAnnIds(imgIds=[image_id])):
        mask = coco.annToMask(annotation)
        rle = coco.annToRLE(annotation)
        found = {"area": int(coco_mask.area(rle)), "bbox": coco_mask.toBbox(rle).tolist(), "pixels": int(mask.sum())}
        told = {key: annotation[key] for key in ("id", "area", "bbox", "category_id", "iscrowd")}
        regions.append({"told": told, "found": found})
        categories[(mask == 1) & (categories != 0)] = -1
        categories[(mask == 1) & (categories == 0)] = annotation["category_id"]
    return {"file": info["file_name"], "size": list(size), "regions": regions, "map": categories.flatten().tolist()}


report = {}
for split in ("train", "val"):
    path = os.path.join(folder, "annotations", f"instances_{split}.json")
    if not os.path.exists(path):
        continue
    with contextlib.redirect_stdout(sys.stderr):
        coco = COCO(path)
    pictures = [read_picture(coco, split, image_id) for image_id in coco.getImgIds()]
    report[split] = {"categories": coco.loadCats(coco.getCatIds()), "pictures": pictures}
print(json.dumps(report))
