"""What Pillow and pycocotools make of masks: `python3 mask_peers.py FOLDER`.

FOLDER/masks.json has `width`, `height`, `count`, `runs` and `palette`; FOLDER/masks.bin the masks, u8 [count, height, width].
Prints one line of JSON: the milliseconds of each run over all masks, the size of the PNGs, and the regions.
"""

import io
import json
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image
from pycocotools import mask as coco

VOID = 255


def palette_png(mask, palette):
    """A palette PNG at zlib's level 9, as the studio's."""
    image = Image.fromarray(mask, mode="P")
    image.putpalette(palette)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=9)
    return file.getvalue()


def regions(mask):
    """One compressed run-length text a class, by class, with area and box."""
    found = []
    for value in np.unique(mask):
        if value in (0, VOID):
            continue
        code = coco.encode(np.asfortranarray(mask == value, dtype=np.uint8))
        box = [int(side) for side in coco.toBbox(code)]
        found.append([int(value), code["counts"].decode("ascii"), int(coco.area(code)), box])
    return found


def timed(runs, masks, make):
    """Milliseconds of each run, and what the last one made."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        made = [make(mask) for mask in masks]
        times.append(1000 * (time.perf_counter() - started))
    return times, made


def main():
    folder = Path(sys.argv[1])
    about = json.loads((folder / "masks.json").read_text())
    masks = np.fromfile(folder / "masks.bin", dtype=np.uint8)
    masks = masks.reshape(about["count"], about["height"], about["width"])
    png_ms, pngs = timed(about["runs"], masks, lambda mask: palette_png(mask, about["palette"]))
    regions_ms, found = timed(about["runs"], masks, regions)
    print(json.dumps({"pngMs": png_ms, "pngBytes": sum(map(len, pngs)), "regionsMs": regions_ms, "regions": found}))


main()
