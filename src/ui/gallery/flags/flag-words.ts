import { LOW_EVIDENCE, MUCH_VOID } from '../../../core/review/flag-pairs.ts';
import type { Flag, FlagKind } from '../../../core/review/types.ts';
import { formatEvidence, formatShare } from '../../format.ts';

const TITLES: Readonly<Record<FlagKind, string>> = {
  'empty-mask': 'Empty mask',
  'absent-class': 'Absent class',
  'unusual-area': 'Unusual area',
  'low-presence': 'Low presence',
  'much-void': 'Much void',
  'near-duplicate': 'Near-duplicate',
};

export function flagTitle(kind: FlagKind): string {
  return TITLES[kind];
}

/** Why the pair is flagged, in a sentence. @param className what a class is called */
export function flagText(flag: Flag, className: (classId: number) => string): string {
  switch (flag.kind) {
    case 'empty-mask':
      return 'No pixel has a class: training would see background and void only.';
    case 'absent-class': {
      const name = className(flag.classId);
      if (flag.present) return `No score of ${name} reached β as the best of its pixel, so it has no pixel.`;
      return `${name} has no pixel: the model looked at it ${formatEvidence(flag.evidence)} as much as chance would have it, too little.`;
    }
    case 'unusual-area': {
      const size = flag.share < flag.low ? 'smaller' : 'larger';
      const usual = `${formatShare(flag.low)} … ${formatShare(flag.high)}`;
      return `${className(flag.classId)} covers ${formatShare(flag.share)}: ${size} than in nine of ten pictures of it, where it is ${usual}.`;
    }
    case 'low-presence':
      return `The model looked at ${className(flag.classId)} ${formatEvidence(flag.evidence)} as much as chance would have it; under ${LOW_EVIDENCE}× is little.`;
    case 'much-void':
      return `${formatShare(flag.share)} of the picture is void, more than ${formatShare(MUCH_VOID)}: training ignores it.`;
    case 'near-duplicate':
      return 'It looks like an older picture of the gallery.';
  }
}
