import { nodesAfter, nodesBefore } from '../file/graph-view.ts';
import type { GraphProbe } from '../shapes/probe-graph.ts';
import type { OnnxNode, SitePlace } from '../types.ts';
import { isSkipJoin } from './skip-joins.ts';

/**
 * Tells places by structure. A U-net's way up begins where a stored feature map of the way down is concatenated to the
 * current one, channel beside channel; that stored map, the last of the way down, has the middle after it.
 */
export function placeByStructure(probe: GraphProbe): (node: OnnxNode) => SitePlace {
  const join = probe.order.find((node) => isSkipJoin(probe, node));
  const [a, b] = join?.inputs ?? [];
  const [makesA, makesB] = [probe.producer(a ?? ''), probe.producer(b ?? '')];
  if (!join || !a || !b || !makesA || !makesB) return () => 'unknown';
  const beforeA = nodesBefore(probe, a);
  const beforeB = nodesBefore(probe, b);
  const wayUp = nodesAfter(probe, join);
  const wayDown = beforeA.has(makesB) ? beforeB : beforeA;
  const wholeWay = beforeA.has(makesB) ? beforeA : beforeB;
  return (node) => {
    if (wayUp.has(node)) return 'up';
    if (wayDown.has(node)) return 'down';
    return wholeWay.has(node) ? 'mid' : 'unknown';
  };
}
