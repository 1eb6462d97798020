import * as v from 'valibot';
import { type MapSide, parseMapSide } from '../../core/grid-size.ts';

const sideText = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): MapSide => {
    const side = parseMapSide(dataset.value);
    if (side !== null) return side;
    addIssue({ expected: 'a side as W×H', received: `“${dataset.value}”` });
    return NEVER;
  }),
);

/** A `MapSide`. What was stored when all pictures were square holds numbers alone. */
export const mapSideSchema = v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), sideText]);
