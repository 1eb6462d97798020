import { StudioError } from '../../errors.ts';
import { numberAttribute } from '../file/node-attributes.ts';
import type { GraphProbe } from '../shapes/probe-graph.ts';
import type { OnnxNode } from '../types.ts';

/** Concat of two feature maps `[B, C, H, W]` along the channels: where a UNet's way up meets a map of its way down. */
export function isSkipJoin(probe: GraphProbe, node: OnnxNode): boolean {
  const { sample } = probe;
  if (node.op !== 'Concat' || node.inputs.length !== 2 || !sample) return false;
  const isFeatureMap = (tensor: string) => probe.facts(tensor).shape?.length === 4 && probe.dependsOn(tensor, sample);
  return [1, -3].includes(numberAttribute(node, 'axis', 0)) && node.inputs.every(isFeatureMap);
}

/**
 * A side that is halved with a rest and then doubled is another one: such a UNet fails in the middle of its first run.
 * @throws StudioError `model-unsupported` where two maps that meet differ in their sides at the probe's latent size
 */
export function requireJoins(probe: GraphProbe): void {
  for (const node of probe.order) {
    if (!isSkipJoin(probe, node)) continue;
    const [one, other] = node.inputs.map((tensor) => probe.facts(tensor).shape?.slice(2).join('×'));
    if (one === other) continue;
    throw new StudioError({
      code: 'model-unsupported',
      message:
        `The UNet cannot take latents of ${probe.latentSides?.join('×')}: on the way up, maps of ${one} meet maps of ${other}. ` +
        'Use an export made for this size, or set sample_size in unet/config.json to a multiple of 8.',
      details: { node: node.name },
    });
  }
}
