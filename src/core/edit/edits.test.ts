import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VOID_ID } from '../segmentation/types.ts';
import { connectedRegion } from './connected-region.ts';
import { discAlong, middleOffset } from './disc-along.ts';
import { addStep, type EditHistory, historyOf, keptSteps, NO_HISTORY, redoStep, undoStep } from './edit-history.ts';
import { applyEdits, copyLayer, countEdits, countPixels, editOf, editSegmentation, emptyLayer } from './edit-layer.ts';
import { applyStep, revertStep, stepBetween } from './edit-step.ts';
import { mergeEdits } from './merge-edits.ts';
import { smoothOutline } from './smooth-outline.ts';
import type { EditLayer } from './types.ts';

const size = { width: 13, height: 9 };
const PIXELS = size.width * size.height;
const point = fc.record({ x: fc.integer({ min: 0, max: 12 }), y: fc.integer({ min: 0, max: 8 }) });
/** Few values, so that runs and regions form. */
const maskValue = fc.constantFrom(0, 3, 254, VOID_ID);
const masks = fc
  .uint8Array({ minLength: PIXELS, maxLength: PIXELS, max: 3 })
  .map((ids) => ids.map((id) => [0, 3, 254, VOID_ID][id]!));
const layers = fc
  .array(fc.constantFrom(0, 1, 4, 255, 256), { minLength: PIXELS, maxLength: PIXELS })
  .map((values): EditLayer => ({ ...size, values: Uint16Array.from(values) }));
const stroke = fc.record({
  from: point,
  to: point,
  brush: fc.integer({ min: 1, max: 9 }),
  value: fc.option(maskValue),
});

type Point = { x: number; y: number };
type Stroke = { from: Point; to: Point; brush: number; value: number | null };

function paint(layer: EditLayer, { from, to, brush, value }: Stroke): EditLayer {
  const painted = copyLayer(layer);
  discAlong(size, from, to, brush, (index) => {
    painted.values[index] = editOf(value);
  });
  return painted;
}

describe('a round brush', () => {
  const covered = (from: Point, to: Point, brush: number) => {
    const indices: number[] = [];
    discAlong(size, from, to, brush, (index) => indices.push(index));
    return indices;
  };
  const at = (x: number, y: number) => y * size.width + x;

  it('of size 1 is one pixel, of 2 and 3 a square, and is cut off at the border', () => {
    expect(covered({ x: 4, y: 4 }, { x: 4, y: 4 }, 1)).toEqual([at(4, 4)]);
    expect(covered({ x: 4, y: 4 }, { x: 4, y: 4 }, 2)).toEqual([at(4, 4), at(5, 4), at(4, 5), at(5, 5)]);
    expect(covered({ x: 4, y: 4 }, { x: 4, y: 4 }, 3)).toEqual(
      [3, 4, 5].flatMap((y) => [3, 4, 5].map((x) => at(x, y))),
    );
    expect(covered({ x: 0, y: 0 }, { x: 0, y: 0 }, 3)).toEqual([at(0, 0), at(1, 0), at(0, 1), at(1, 1)]);
  });

  it('covers what is within its radius of the line, each pixel once, the same in both directions', () => {
    fc.assert(
      fc.property(point, point, fc.integer({ min: 1, max: 9 }), (from, to, brush) => {
        const indices = covered(from, to, brush);
        expect(new Set(indices).size).toBe(indices.length);
        const steps = 400;
        const near = (index: number) =>
          Array.from({ length: steps + 1 }, (_, i) =>
            Math.hypot(
              (index % size.width) - middleOffset(brush) - from.x - ((to.x - from.x) * i) / steps,
              Math.floor(index / size.width) - middleOffset(brush) - from.y - ((to.y - from.y) * i) / steps,
            ),
          ).reduce((a, b) => Math.min(a, b));
        for (let index = 0; index < PIXELS; index++) {
          const distance = near(index);
          if (distance < brush / 2 - 0.05) expect(indices).toContain(index);
          if (distance > brush / 2 + 0.05) expect(indices).not.toContain(index);
        }
        expect(covered(to, from, brush).sort()).toEqual(indices.sort());
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no gap along a line of one pixel', () => {
    fc.assert(
      fc.property(point, point, (from, to) => {
        const places = new Set(covered(from, to, 1));
        const reached = new Set([at(from.x, from.y)]);
        for (const index of reached) {
          for (const dy of [-1, 0, 1]) {
            for (const dx of [-1, 0, 1]) {
              const x = (index % size.width) + dx;
              const next = index + dy * size.width + dx;
              if (x >= 0 && x < size.width && places.has(next)) reached.add(next);
            }
          }
        }
        expect(reached.has(at(to.x, to.y))).toBe(true);
        expect(reached.size).toBe(places.size);
      }),
    );
  });
});

describe('steps', () => {
  it('undone and done again give the layer byte for byte, whatever the strokes', () => {
    fc.assert(
      fc.property(layers, fc.array(stroke, { maxLength: 8 }), (start, strokes) => {
        const states = [start];
        let history: EditHistory = NO_HISTORY;
        for (const each of strokes) {
          const before = states.at(-1)!;
          const after = paint(before, each);
          const step = stepBetween(before, after);
          history = addStep(history, step);
          if (step.length > 0) states.push(after);
        }
        let layer = states.at(-1)!;
        for (let i = states.length - 2; i >= 0; i--) {
          const moved = undoStep(history, layer)!;
          ({ layer, history } = moved);
          expect(layer.values).toEqual(states[i]!.values);
        }
        expect(undoStep(history, layer)).toBeNull();
        for (const state of states.slice(1)) {
          const moved = redoStep(history, layer)!;
          ({ layer, history } = moved);
          expect(layer.values).toEqual(state.values);
        }
        expect(redoStep(history, layer)).toBeNull();
      }),
    );
  });

  it('between any two layers lead there and back', () => {
    fc.assert(
      fc.property(layers, layers, (a, b) => {
        const step = stepBetween(a, b);
        expect(applyStep(a, step).values).toEqual(b.values);
        expect(revertStep(b, step).values).toEqual(a.values);
      }),
    );
  });

  it('a new step forgets what was undone', () => {
    const painted = paint(emptyLayer(13, 9), { from: { x: 1, y: 1 }, to: { x: 5, y: 1 }, brush: 3, value: 3 });
    const step = stepBetween(emptyLayer(13, 9), painted);
    const undone = undoStep(addStep(NO_HISTORY, step), painted)!;
    expect(addStep(undone.history, step)).toEqual({ done: [step], undone: [] });
    expect(addStep(undone.history, [])).toBe(undone.history);
  });
});

describe('edits over a mask', () => {
  it('show where they are; the computed mask shows elsewhere, and nowhere is it changed', () => {
    fc.assert(
      fc.property(masks, layers, (mask, layer) => {
        const before = mask.slice();
        const shown = applyEdits(mask, layer);
        for (const [i, edit] of layer.values.entries()) expect(shown[i]).toBe(edit === 0 ? mask[i] : edit - 1);
        expect(mask).toEqual(before);
        const counts = countPixels(shown, []);
        const classes = Object.values(counts.classes).reduce((a, b) => a + b, 0);
        expect(counts.background + counts.void + classes).toBe(PIXELS);
        expect(countEdits(layer)).toBe(layer.values.filter((value) => value !== 0).length);
      }),
    );
  });

  it('change mask and counts of a segmentation, and nothing that the model said', () => {
    const segmentation = {
      ...{ width: 2, height: 1, mask: Uint8Array.of(0, 8), scores: new Uint8Array(2), histogram: new Uint32Array(64) },
      presence: [{ classId: 8, evidence: 2, present: true }],
      pixels: { background: 1, void: 0, classes: { 8: 1 } },
    };
    const layer = { width: 2, height: 1, values: Uint16Array.of(editOf(VOID_ID), editOf(15)) };
    expect(editSegmentation(segmentation, layer)).toEqual({
      ...segmentation,
      mask: Uint8Array.of(VOID_ID, 15),
      pixels: { background: 0, void: 1, classes: { 8: 0, 15: 1 } },
    });
    expect(editSegmentation(segmentation, null)).toBe(segmentation);
    expect(editSegmentation(segmentation, emptyLayer(1, 1))).toBe(segmentation);
  });

  it('of two people are merged: mine where I changed something, theirs elsewhere', () => {
    fc.assert(
      fc.property(layers, layers, layers, (base, mine, theirs) => {
        const merged = mergeEdits(base, mine, theirs);
        for (const [i, value] of merged.values.entries()) {
          expect(value).toBe(mine.values[i] === base.values[i] ? theirs.values[i] : mine.values[i]);
        }
      }),
    );
  });
});

describe('a connected region', () => {
  it('is all that can be reached by sides over the same value, and nothing else', () => {
    fc.assert(
      fc.property(masks, point, (mask, from) => {
        const region = new Set(connectedRegion(mask, size, from));
        expect(region.has(from.y * size.width + from.x)).toBe(true);
        for (const index of region) {
          expect(mask[index]).toBe(mask[from.y * size.width + from.x]);
          const x = index % size.width;
          const beside = [x > 0 ? index - 1 : -1, x < 12 ? index + 1 : -1, index - size.width, index + size.width];
          for (const next of beside) {
            if (next >= 0 && next < PIXELS && mask[next] === mask[index]) expect(region.has(next)).toBe(true);
          }
        }
      }),
    );
  });

  it('does not go over corners, nor from one border to the other', () => {
    const mask = Uint8Array.of(1, 0, 1, 0, 1, 0);
    expect([...connectedRegion(mask, { width: 3, height: 2 }, { x: 0, y: 0 })]).toEqual([0]);
    expect([...connectedRegion(mask, { width: 3, height: 2 }, { x: 3, y: 0 })]).toEqual([]);
  });
});

describe('a smooth outline', () => {
  const rows = (...lines: string[]) =>
    Uint8Array.from(lines.join(''), (char) => (char === '#' ? 3 : char === 'v' ? 255 : 0));
  const wide = { width: 7, height: 5 };

  it('loses specks, fills holes and leaves straight edges', () => {
    expect(smoothOutline(rows('.......', '.#.....', '.......', '.......', '.......'), wide, 3, 1)).toEqual(
      new Uint8Array(35),
    );
    const straight = rows('..#####', '..#####', '..#####', '..#####', '..#####');
    expect(smoothOutline(straight, wide, 3, 1)).toEqual(straight);
    expect(smoothOutline(rows('..#####', '..#####', '..##v##', '..#####', '..#####'), wide, 3, 1)).toEqual(straight);
  });

  it('gives what it takes away to the value around it', () => {
    const speck = rows('vvvvvvv', 'vvvvvvv', 'vvv#vvv', 'vvvvvvv', 'vvvvvvv');
    expect(smoothOutline(speck, wide, 3, 1)).toEqual(new Uint8Array(35).fill(255));
  });

  it('leaves borders between other values alone', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 3 }), (mask, radius) => {
        const smooth = smoothOutline(mask, size, 3, radius);
        for (const [i, value] of smooth.entries()) {
          if (mask[i] !== 3 && value !== 3) expect(value).toBe(mask[i]);
        }
      }),
    );
  });
});

it('keeps the newest steps of a history, as many as have a thousand runs', () => {
  const step = (runs: number) =>
    Array.from({ length: runs }, (_, start) => ({ start, length: 1, before: 0, after: 9 }));
  const steps = [step(600), step(399), step(600), step(1)];
  const history = steps.reduce(addStep, NO_HISTORY);
  expect(keptSteps(history)).toEqual(steps.slice(1));
  expect(historyOf(keptSteps(history)).done.at(-1)).toEqual(steps[3]);
  expect(keptSteps(addStep(NO_HISTORY, step(1001)))).toEqual([]);
});
