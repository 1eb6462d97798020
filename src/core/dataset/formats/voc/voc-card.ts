import type { Label } from '../../labelmap.ts';
import type { CardText } from '../../metadata/dataset-card.ts';
import { mmsegmentationConfig } from './mmsegmentation-config.ts';

export function vocCard(labels: readonly Label[]): CardText {
  return {
    masks: `Masks are 8-bit palette PNGs: a pixel's value is its label id. 255 is void (\`ignored\` in \`labelmap.txt\`): leave it out
of the loss. \`SegmentationObject\` numbers the objects of each picture from 1 on, through all classes; a pixel's class is that of
\`SegmentationClass\`. They were parted by a program, as the option \`regions\` and each pair's \`tuning.objects\` in \`manifest.json\` say (without
it: connected parts), so look at them. Pixels of a class that are in no object, because theirs is too small, are 255 there.`,
    loading: `### torchvision

\`\`\`python
from torchvision.datasets import VOCSegmentation

dataset = VOCSegmentation('.', year='2012', image_set='train', download=False)  # '.' holds VOCdevkit/
picture, mask = dataset[0]  # mask is a PIL image of mode P: numpy.array(mask) gives ids
\`\`\`

### mmsegmentation

\`\`\`python
${mmsegmentationConfig(labels)}
\`\`\`

### numpy and Pillow alone

\`\`\`python
import numpy as np
from PIL import Image

stems = open('VOCdevkit/VOC2012/ImageSets/Segmentation/trainval.txt').read().split()
mask = np.array(Image.open(f'VOCdevkit/VOC2012/SegmentationClass/{stems[0]}.png'))
areas = {int(i): int(n) for i, n in zip(*np.unique(mask, return_counts=True))}
\`\`\`

### CVAT and Datumaro

Both want \`labelmap.txt\` beside \`ImageSets\` and \`SegmentationClass\`: copy it into \`VOCdevkit/VOC2012\` and zip that folder's
contents (CVAT: format "Segmentation mask 1.1").`,
  };
}
