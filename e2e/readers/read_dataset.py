"""Reads an exported dataset of any format with software that shares nothing with the writers: zipfile, tarfile, Pillow and NumPy.

Usage: python3 read_dataset.py ZIP

Follows manifest.json to the files of each pair and prints one JSON object: the first corrupt member or null (`zipErrors`), the format,
and for each pair sizes and modes of picture and mask, whether both hold the pair's settings, the mask's values (ids, or colours where
it is RGB) with how many pixels have each, and the shape and type of its class maps.
Needs: Debian's python3-pil and python3-numpy.
"""

import io
import json
import sys
import tarfile
import zipfile

import numpy
from PIL import Image

KEYWORD = "dataset-diffusion-studio"


def settings_of(image):
    if image.format == "JPEG":
        text = image.info.get("comment", b"").decode("ascii").partition("\n")[2]
    else:
        text = image.text.get(KEYWORD, "")
    return json.loads(text)["settings"] if text else None


def describe(pair, read):
    picture = Image.open(io.BytesIO(read(pair["picture"])))
    found = {
        "pictureSize": picture.size,
        "pictureHasSettings": settings_of(picture) == pair["settings"],
    }
    if "mask" in pair:
        mask = Image.open(io.BytesIO(read(pair["mask"])))
        found["maskHasSettings"] = settings_of(mask) == pair["settings"]
        values = numpy.array(mask)
        found.update(maskMode=mask.mode, maskSize=mask.size)
        flat = values.reshape(-1, values.shape[-1]) if values.ndim == 3 else values.ravel()
        distinct, counts = numpy.unique(flat, axis=0, return_counts=True)
        found.update(maskValues=distinct.tolist(), maskCounts=counts.tolist())
    if "classMaps" in pair:
        maps = numpy.load(io.BytesIO(read(pair["classMaps"])), allow_pickle=False)
        found["classMaps"] = [maps.dtype.name, list(maps.shape), pair["classMapIds"]]
    return found


def reader_of(archive, pair):
    if "archive" not in pair:
        return archive.read
    shard = tarfile.open(fileobj=io.BytesIO(archive.read(pair["archive"])))
    return lambda name: shard.extractfile(name).read()


def main(path):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        pairs = [describe(pair, reader_of(archive, pair)) for pair in manifest["pairs"]]
        json.dump({"zipErrors": archive.testzip(), "format": manifest["format"]["id"], "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
