import type { Label } from '../../labelmap.ts';
import type { CardText } from '../../metadata/dataset-card.ts';

/** `labels` in the order of their indices. */
function indexTable(labels: readonly Label[]): string {
  const rows = labels.map(({ id, name }, index) => `| ${index} | ${name} | ${id} |`);
  return ['| index | name | id in the table below |', '|---|---|---|', ...rows].join('\n');
}

export function yoloSegmentationCard(classes: readonly Label[]): CardText {
  return {
    masks: `Each line of \`labels/*/*.txt\` is an object, or a connected part of a class, as the option \`regions\` in \`manifest.json\` says: its
class's index and its outline along the corners of pixels, in shares of width and height. Objects were parted by a program as each pair's
\`tuning.objects\` says (without it: connected parts), so look at them: two of a class that touch may be one line, and one that is half
hidden may be two. A hole is joined to the outline by a cut without width. Ultralytics' own filling takes corners for pixels, so that its masks reach up
to a pixel further to the right and down; where outlines matter to the pixel, export YOLO semantic or COCO. Classes have the indices
of \`data.yaml\`, whether they occur or not:

${indexTable(classes)}`,
    loading: `### Ultralytics

\`\`\`sh
yolo segment train data=data.yaml model=yolo26n-seg.pt
\`\`\``,
  };
}

export function yoloSemanticCard(labels: readonly Label[]): CardText {
  return {
    masks: `Masks are 8-bit grey PNGs with the indices of \`data.yaml\`, 0 being background. 255 is void: Ultralytics leaves it out of the loss.
Classes have an index whether they occur or not:

${indexTable(labels)}`,
    loading: `### Ultralytics

\`\`\`sh
yolo semantic train data=data.yaml model=yolo26n-sem.pt
\`\`\`

### numpy and Pillow

\`\`\`python
import numpy as np
from PIL import Image

mask = np.array(Image.open('masks/train/STEM.png'))  # two dimensions, uint8
\`\`\``,
  };
}
