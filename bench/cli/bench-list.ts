import { VOC_20 } from '../../src/core/prompt/voc-20.ts';

/** A list of prompts, as a file holds it: every second picture with one class, the others with two, all different. */
export function benchList(pictures: number): string {
  const { classes } = VOC_20;
  const at = (place: number) => classes[place % classes.length]?.name ?? '';
  const prompts = Array.from({ length: pictures }, (_, seed) => {
    const names = seed % 2 === 0 ? [at(seed)] : [at(seed), at(seed + 7)];
    return { caption: `a photo of ${names.join(' and ')}`, classes: names, seed };
  });
  return JSON.stringify({ format: 'prompt-list', version: 1, labelSet: VOC_20.id, prompts });
}
