import { gridOf, mapSide } from '../grid-size.ts';
import { cropPlanes, type FrameCut, sideOfPart } from './frame-cut.ts';
import { type AttentionEdges, type AttentionRecord, MAX_TAU } from './types.ts';

/** The record of a part of the picture: of every map the cells that lie in it. What tokens around it gave to those within stays. */
export function cropRecord(record: AttentionRecord, cut: FrameCut): AttentionRecord {
  const size = { planes: MAX_TAU + 1, columns: record.columns.length };
  return {
    ...record,
    crossSides: record.crossSides.map((side) => sideOfPart(side, cut)),
    columns: record.columns.map((column) => ({ ...column, crossSide: sideOfPart(column.crossSide, cut) })),
    stacks: record.stacks.map(({ selfSide, data }) => ({
      selfSide: sideOfPart(selfSide, cut),
      data: cropPlanes(data, selfSide, size, cut),
    })),
    ...(record.edges && { edges: cropEdges(record.edges, cut) }),
  };
}

function cropEdges({ width, height, values }: AttentionEdges, cut: FrameCut): AttentionEdges {
  const side = mapSide({ width, height });
  return { ...gridOf(sideOfPart(side, cut)), values: cropPlanes(values, side, { planes: 1, columns: 1 }, cut) };
}
