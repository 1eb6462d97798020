import type { Label } from '../../labelmap.ts';

/** A text as Python reads it: JSON's escapes are Python's too. */
const pythonText = (text: string) => JSON.stringify(text);

/**
 * load_fiftyone.py: the layout itself has no place for class names and splits, so this gives them. `labels` run from background to void;
 * background is left out, which FiftyOne does not draw.
 */
export function loadScript(labels: readonly Label[], splits: readonly string[]): string {
  const targets = labels.slice(1).map(({ id, name }) => `    ${id}: ${pythonText(name)},`);
  return `"""Makes a FiftyOne dataset of this folder: python3 load_fiftyone.py, or import \`load\` from it."""

import os

import fiftyone as fo

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPLITS = [${splits.map(pythonText).join(', ')}]
# 0 is background. 255, void, belongs to no class.
MASK_TARGETS = {
${targets.join('\n')}
}


def load(name=None):
    dataset = fo.Dataset(name)
    for split in SPLITS:
        dataset.add_dir(
            dataset_dir=os.path.join(FOLDER, split),
            dataset_type=fo.types.ImageSegmentationDirectory,
            tags=split,
        )
    dataset.default_mask_targets = MASK_TARGETS
    dataset.save()
    return dataset


if __name__ == "__main__":
    fo.launch_app(load()).wait()
`;
}
