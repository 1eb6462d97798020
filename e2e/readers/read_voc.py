"""Reads an exported VOC ZIP with software that shares nothing with the writer: zipfile, Pillow and torchvision.

Usage: python3 read_voc.py ZIP OUTDIR

Unpacks ZIP into OUTDIR and prints one JSON object: the first corrupt member or null (`zipErrors`), the member names, and
for image_set 'train', 'val' and 'trainval' each pair's sizes, modes, unique mask ids, and the palette colour of each id; and the
numbers of SegmentationObject by stem (`objects`).
Needs: Debian's python3-torchvision.
"""

import json
import os
import sys
import zipfile

import numpy
from PIL import Image
from torchvision.datasets import VOCSegmentation


def describe(picture_path, mask_path, picture, mask):
    with open(picture_path, "rb") as file:
        is_jpeg = file.read(3) == b"\xff\xd8\xff"
    values, counts = numpy.unique(numpy.array(mask), return_counts=True)
    palette = mask.getpalette() if mask.mode == "P" else None
    return {
        "stem": os.path.splitext(os.path.basename(mask_path))[0],
        "pictureFormat": "JPEG" if is_jpeg else "other",
        "pictureMode": picture.mode,
        "pictureSize": list(picture.size),
        "maskMode": mask.mode,
        "maskSize": list(mask.size),
        "maskIds": values.tolist(),
        "maskCounts": counts.tolist(),
        "palette": palette and {int(i): palette[3 * i : 3 * i + 3] for i in values},
    }


def main(zip_path, out_dir):
    with zipfile.ZipFile(zip_path) as archive:
        zip_errors = archive.testzip()
        names = archive.namelist()
        archive.extractall(out_dir)
    sets = {}
    for image_set in ("train", "val", "trainval"):
        dataset = VOCSegmentation(out_dir, year="2012", image_set=image_set, download=False)
        sets[image_set] = [
            describe(dataset.images[i], dataset.masks[i], *dataset[i]) for i in range(len(dataset))
        ]
    objects = {}
    folder = os.path.join(out_dir, "VOCdevkit", "VOC2012", "SegmentationObject")
    for name in sorted(os.listdir(folder)):
        with Image.open(os.path.join(folder, name)) as numbers:
            stem = os.path.splitext(name)[0]
            objects[stem] = {"mode": numbers.mode, "size": list(numbers.size), "ids": numpy.array(numbers).ravel().tolist()}
    json.dump({"zipErrors": zip_errors, "names": names, "sets": sets, "objects": objects}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:3])
