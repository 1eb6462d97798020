import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import type { Connectivity, LabelledRegions, Region } from './types.ts';

/**
 * Connected components of equal class, background and void left out: a first pass gives each pixel the label of a neighbour before it
 * and notes which labels meet (union-find, with the smaller label as root), a second one numbers the roots.
 *
 * @param mask class ids u8 `[height,width]`, row-major
 */
export function labelComponents(
  mask: Uint8Array,
  width: number,
  height: number,
  connectivity: Connectivity,
): LabelledRegions {
  const labels = new Int32Array(mask.length);
  const parents = [0];
  const rootOf = (label: number) => {
    let root = label;
    while (parents[root] !== root) {
      // Halves the way for whoever comes next.
      parents[root] = parents[parents[root] as number] as number;
      root = parents[root] as number;
    }
    return root;
  };
  /** One label for two that meet; 0 is none yet. */
  const joined = (label: number, other: number) => {
    if (label === 0 || label === other) return other;
    const [root, otherRoot] = [rootOf(label), rootOf(other)];
    const smaller = Math.min(root, otherRoot);
    parents[Math.max(root, otherRoot)] = smaller;
    return smaller;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const id = mask[i];
      if (id === BACKGROUND_ID || id === VOID_ID) continue;
      let label = 0;
      if (x > 0 && mask[i - 1] === id) label = labels[i - 1] as number;
      if (y > 0) {
        const above = i - width;
        if (mask[above] === id) label = joined(label, labels[above] as number);
        if (connectivity === 8) {
          if (x > 0 && mask[above - 1] === id) label = joined(label, labels[above - 1] as number);
          if (x < width - 1 && mask[above + 1] === id) label = joined(label, labels[above + 1] as number);
        }
      }
      if (label === 0) {
        label = parents.length;
        parents.push(label);
      }
      labels[i] = label;
    }
  }
  return measureRegions(mask, labels, rootOf, width, height);
}

/** One region a class, whatever lies between its parts. */
export function labelClasses(mask: Uint8Array, width: number, height: number): LabelledRegions {
  const labels = new Int32Array(mask);
  for (let i = 0; i < labels.length; i++) if (labels[i] === VOID_ID) labels[i] = BACKGROUND_ID;
  return measureRegions(mask, labels, (label) => label, width, height);
}

/** Numbers the roots from 1 on in the order of their first pixels, writes those numbers into `labels`, and measures each. */
export function measureRegions(
  mask: Uint8Array,
  labels: Int32Array,
  rootOf: (label: number) => number,
  width: number,
  height: number,
): LabelledRegions {
  const numbers = new Map<number, number>();
  const classIds: number[] = [];
  const areas: number[] = [];
  const [left, top, right, bottom]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (labels[i] === 0) continue;
      const root = rootOf(labels[i] as number);
      let index = numbers.get(root);
      if (index === undefined) {
        index = numbers.size;
        numbers.set(root, index);
        classIds.push(mask[i] as number);
        areas.push(0);
        left.push(x);
        right.push(x);
        top.push(y);
        bottom.push(y);
      }
      labels[i] = index + 1;
      areas[index] = (areas[index] as number) + 1;
      left[index] = Math.min(left[index] as number, x);
      right[index] = Math.max(right[index] as number, x);
      bottom[index] = y;
    }
  }
  const regions = classIds.map((classId, index): Region => {
    const [x, y] = [left[index] as number, top[index] as number];
    const box = { x, y, width: (right[index] as number) - x + 1, height: (bottom[index] as number) - y + 1 };
    return { label: index + 1, classId, areaPixels: areas[index] as number, box };
  });
  return { width, height, labels, regions };
}
