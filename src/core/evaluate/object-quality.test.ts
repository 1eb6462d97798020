import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findPythonWith } from '../../../scripts/find-python.mjs';
import { averagePrecision50, matchObjects, type ObjectMatches, panopticQuality } from './object-quality.ts';
import { seededUniform } from './seeded-uniform.ts';

const truth = { labels: [1, 1, 1, 1, 2, 2, 2, 2, 0, 0], classIds: [7, 7] };

describe('matching', () => {
  test('takes an object for found where more than half of both is shared', () => {
    const found = { labels: [1, 1, 1, 0, 2, 2, 3, 3, 3, 0], classIds: [7, 7, 7] };
    const { found: matched, trueClassIds } = matchObjects(found, [0.9, 0.8, 0.7], truth);
    // Of the second object two pixels of four are covered: a half is not enough.
    expect(matched).toEqual([
      { classId: 7, score: 0.9, iou: 0.75 },
      { classId: 7, score: 0.8, iou: 0 },
      { classId: 7, score: 0.7, iou: 0 },
    ]);
    expect(trueClassIds).toEqual([7, 7]);
  });

  test('never takes one class for another', () => {
    const { found } = matchObjects({ ...truth, classIds: [7, 8] }, [1, 1], truth);
    expect(found.map(({ iou }) => iou)).toEqual([1, 0]);
  });

  test('refuses masks of two sizes', () => {
    expect(() => matchObjects({ labels: [1], classIds: [7] }, [1], truth)).toThrow('1 pixels, their truth 10');
  });
});

/** A picture with these objects of class 1 and 2. */
const picture = (found: readonly [classId: number, score: number, iou: number][], ...trueClassIds: number[]) =>
  ({
    found: found.map(([classId, score, iou]) => ({ classId, score, iou })),
    trueClassIds,
  }) satisfies ObjectMatches;

describe('panoptic quality', () => {
  test('is the IoU of what was found over its number and half of what is missing and too much', () => {
    const pictures = [
      picture(
        [
          [1, 1, 0.8],
          [1, 1, 0],
        ],
        1,
        1,
        1,
      ),
      picture([[2, 1, 0.6]], 2),
    ];
    expect(panopticQuality(pictures)).toBeCloseTo((100 * (0.8 / (1 + 1 / 2 + 2 / 2) + 0.6)) / 2, 10);
  });

  test('counts a class that is only imagined as 0', () => {
    expect(panopticQuality([picture([[2, 1, 0]], 1), picture([[1, 1, 1]], 1)])).toBeCloseTo((100 / 1.5 + 0) / 2, 10);
  });
});

describe('AP at an IoU of 0.5', () => {
  test('is 100 where all is found, and nothing less sure is too much', () => {
    expect(averagePrecision50([picture([[1, 0.9, 0.7]], 1), picture([[1, 0.4, 0]]), picture([[1, 0.8, 1]], 1)])).toBe(
      100,
    );
  });

  test('asks for precision at 101 places of recall, each the best from there on', () => {
    // Sorted: right, wrong, right, of three that there are: precision 1 up to a third, then 2/3 up to two thirds, then 0.
    const pictures = [picture([[1, 0.9, 0.7]], 1, 1), picture([[1, 0.8, 0]]), picture([[1, 0.7, 0.6]], 1)];
    expect(averagePrecision50(pictures)).toBeCloseTo((100 * (34 + 33 * (2 / 3))) / 101, 10);
  });

  test('is the mean over classes that are there', () => {
    expect(averagePrecision50([picture([[1, 1, 1]], 1, 2), picture([[3, 1, 0]])])).toBe(50);
  });
});

/** What COCO's own evaluation makes of the same objects, as masks. */
const COCO_EVAL = `
import contextlib, io, json, sys
import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from pycocotools import mask as masks

def annotations(pictures, side, name):
    for number, picture in enumerate(pictures):
        labels = numpy.array(picture[name]['labels'], numpy.uint8).reshape(side, side)
        for place, class_id in enumerate(picture[name]['classIds']):
            rle = masks.encode(numpy.asfortranarray(labels == place + 1))
            rle['counts'] = rle['counts'].decode()
            area = int((labels == place + 1).sum())
            yield dict(image_id=number + 1, category_id=class_id, segmentation=rle, area=area, bbox=[0, 0, 1, 1],
                       iscrowd=0, score=picture['scores'][place] if name == 'found' else 1)

given = json.load(sys.stdin)
with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO()
    truth.dataset = dict(images=[dict(id=i + 1, width=given['side'], height=given['side']) for i in range(len(given['pictures']))], categories=[dict(id=1), dict(id=2)],
                         annotations=[dict(one, id=i + 1) for i, one in enumerate(annotations(given['pictures'], given['side'], 'truth'))])
    truth.createIndex()
    evaluation = COCOeval(truth, truth.loadRes(list(annotations(given['pictures'], given['side'], 'found'))), 'segm')
    evaluation.evaluate(); evaluation.accumulate(); evaluation.summarize()
print(json.dumps(evaluation.stats[1]))
`;
const python = findPythonWith(['pycocotools.cocoeval']);

test.skipIf(!python)(
  `pycocotools finds the same AP50${python ? '' : ' (skipped: no python3 here has pycocotools)'}`,
  { timeout: 60_000 },
  () => {
    const uniform = seededUniform(5);
    const side = 24;
    const draw = (low: number, high: number) => low + Math.floor(uniform() * (high - low));
    const pictures = Array.from({ length: 60 }, () => {
      const objects = Array.from({ length: draw(1, 4) }, () => ({
        x: draw(0, 16),
        y: draw(0, 16),
        classId: draw(1, 3),
      }));
      const paint = (all: typeof objects, jitter: number) => {
        const labels = new Array<number>(side * side).fill(0);
        for (const [index, { x, y }] of all.entries()) {
          const [left, top] = [x + draw(0, jitter), y + draw(0, jitter)];
          for (let row = top; row < Math.min(side, top + 9); row++) {
            labels.fill(index + 1, row * side + left, row * side + Math.min(side, left + 9));
          }
        }
        const shown = all.map((_, index) => index + 1).filter((label) => labels.includes(label));
        const renamed = labels.map((label) => shown.indexOf(label) + 1);
        return { labels: renamed, classIds: shown.map((label) => all[label - 1]!.classId) };
      };
      const found = paint([...objects, ...(uniform() < 0.3 ? [{ x: 0, y: 0, classId: 1 }] : [])], 3);
      return { truth: paint(objects, 1), found, scores: found.classIds.map(() => uniform()) };
    });
    const matches = pictures.map((one) => matchObjects(one.found, one.scores, one.truth));
    const run = spawnSync(python ?? '', ['-c', COCO_EVAL], {
      input: JSON.stringify({ pictures, side }),
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const ap = averagePrecision50(matches);
    expect(ap).toBeGreaterThan(20);
    expect(ap).toBeLessThan(95);
    expect(ap).toBeCloseTo(100 * Number(run.stdout), 6);
  },
);
