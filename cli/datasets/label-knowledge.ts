import type { LabelKnowledge } from '../../src/core/dataset/read/types.ts';
import { BUILT_IN_LABEL_SETS, ownLabelSet } from '../../src/core/prompt/label-sets/own-label-set.ts';
import { readClassFile } from '../../src/core/prompt/label-sets/read-class-file.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';

/** How the command line knows classes of datasets. @param labelSet that a person named; null: none */
export function labelKnowledge(labelSet: LabelSet | null): LabelKnowledge {
  return {
    labelSet,
    knownSets: BUILT_IN_LABEL_SETS,
    vocLabelSet: VOC_20,
    labelSetOf: (fileName, text) => {
      const { name, classes } = readClassFile(fileName, text);
      return ownLabelSet(name ?? fileName.replace(/^.*\//, '').replace(/\.[^.]*$/, ''), classes);
    },
  };
}
