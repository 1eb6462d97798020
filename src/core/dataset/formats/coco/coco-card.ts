import type { CardText } from '../../metadata/dataset-card.ts';
import type { SplitEntry } from '../../types.ts';
import type { CocoCategory } from './categories.ts';
import { instancesPath, panopticPath } from './coco-paths.ts';

type Split = SplitEntry['split'];

function categoryTable(categories: readonly CocoCategory[]): string {
  const rows = categories.map(({ id, name, classId }) => `| ${id} | ${name} | ${classId} |`);
  return ['| category_id | name | id in the table below |', '|---|---|---|', ...rows].join('\n');
}

export function cocoInstancesCard(categories: readonly CocoCategory[], splits: readonly Split[]): CardText {
  const [split = 'train'] = splits;
  return {
    masks: `Each region of \`annotations/instances_*.json\` is an object, a connected part of a class, or all of a class, as the option
\`regions\` in \`manifest.json\` says. Objects were parted by a program as each pair's \`tuning.objects\` says (without it: connected parts),
so look at them: two of a class that touch may be one region, and one that is half hidden may be two. Corners that touch connect. Polygons run along the corners of pixels; a hole is joined to the outline by a cut without
width. Categories are those of the label set, whether they occur or not:

${categoryTable(categories)}`,
    loading: `### pycocotools

\`\`\`python
from pycocotools.coco import COCO

coco = COCO('${instancesPath(split)}')
picture = coco.loadImgs(coco.getImgIds())[0]  # its file is ${split}/ + picture['file_name']
regions = coco.loadAnns(coco.getAnnIds(imgIds=picture['id']))
masks = [coco.annToMask(region) for region in regions]
\`\`\`

### torchvision

\`\`\`python
from torchvision.datasets import CocoDetection

dataset = CocoDetection('${split}', '${instancesPath(split)}')
\`\`\`

torchvision's v2 wrapper, \`wrap_dataset_for_transforms_v2\`, reads run lengths and polygons, and may skip compressed run lengths.

### Detectron2

\`\`\`python
from detectron2.data.datasets import register_coco_instances

register_coco_instances('synthetic_${split}', {}, '${instancesPath(split)}', '${split}')
\`\`\`

Set \`cfg.INPUT.MASK_FORMAT = 'bitmask'\` unless the regions are polygons.`,
  };
}

export function cocoPanopticCard(categories: readonly CocoCategory[], splits: readonly Split[]): CardText {
  const [split = 'train'] = splits;
  return {
    masks: `Each PNG under \`annotations/panoptic_*\` has 24 bits a pixel: its segment is R + 256·G + 65536·B. 0 is void. A segment is an
object, a connected part of a class, or all of a class, as the option \`regions\` in \`manifest.json\` says. Objects were parted by a program as
each pair's \`tuning.objects\` says (without it: connected parts): two of a class that touch may be one segment. Categories are those of the label set, whether they occur or not:

${categoryTable(categories)}`,
    loading: `### numpy and Pillow

\`\`\`python
import json
import numpy as np
from PIL import Image

panoptic = json.load(open('${panopticPath(split)}'))
first = panoptic['annotations'][0]
pixels = np.array(Image.open(f"${panopticPath(split).replace('.json', '')}/{first['file_name']}"), dtype=np.uint32)
segments = pixels[..., 0] + 256 * pixels[..., 1] + 65536 * pixels[..., 2]
masks = {info['id']: segments == info['id'] for info in first['segments_info']}
\`\`\`

### panopticapi

\`rgb2id\` of \`panopticapi.utils\` does the same; \`pq_compute\` of \`panopticapi.evaluation\` scores predictions against
\`${panopticPath(split)}\`.`,
  };
}
