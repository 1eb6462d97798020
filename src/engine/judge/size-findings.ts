import { gridOf, sizeText } from '../../core/grid-size.ts';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import type { PlannedTensor } from '../../models/feeds/plan-inputs.ts';
import type { Finding, PreflightNetwork } from '../../models/preflight/preflight-types.ts';
import { onlySize, photoSizesOf } from '../load/photo-sizes-of.ts';
import type { ModelPlan } from '../load/plan-model.ts';

interface SizeFacts {
  readonly plan: Pick<ModelPlan, 'inputs' | 'facts' | 'latentSize'>;
  /** What UNet and decoder draw. */
  readonly sizes: () => PictureSizes;
  readonly networks: readonly Pick<PreflightNetwork, 'role' | 'path'>[];
  /** Null where there is none, or it could not be read. */
  readonly pictureEncoder: PreflightNetwork | null;
}

/** Which sizes of pictures are left by graphs that were exported for one size. */
export function sizeFindings({ plan, sizes, networks, pictureEncoder }: SizeFacts): readonly Finding[] {
  const { inputs, facts, latentSize } = plan;
  const grid = gridOf(latentSize);
  const usual = { width: grid.width * facts.downscale, height: grid.height * facts.downscale };
  const findings: Finding[] = [];
  const unet = isFixed(inputs.unet.sample);
  const decoder = isFixed(inputs.decoder.latent);
  if (unet || decoder) {
    const role = unet ? 'unet' : 'vae_decoder';
    const who = unet && decoder ? 'UNet and picture decoder take' : `the ${unet ? 'UNet' : 'picture decoder'} takes`;
    findings.push({
      level: 'note',
      file: networks.find((network) => network.role === role)?.path ?? null,
      message: `All pictures will be ${sizeText(usual)} pixels: ${who} no other size.`,
      whatToDo: 'For other sizes use an export with free sides.',
    });
  }
  if (pictureEncoder && onlySize(pictureEncoder.graph, usual)) findings.push(...photoFindings(pictureEncoder, sizes()));
  return findings;
}

/** Of an encoder of pictures that takes one size. */
function photoFindings({ path, graph }: PreflightNetwork, sizes: PictureSizes): readonly Finding[] {
  const photos = photoSizesOf(sizes, graph);
  if (photos.problem) {
    const whatToDo = 'Use an encoder with free sides, or do without them.';
    return [{ level: 'warning', file: path, message: photos.problem, whatToDo }];
  }
  // A model of one size says so already.
  if (!sizes.isFree) return [];
  return [
    {
      level: 'note',
      file: path,
      message: `Photos will be shown to the model in a frame of ${sizeText(photos.sizes.usual)} pixels, and classes added only to pictures that fit into it: the picture encoder takes no other size.`,
      whatToDo: 'For photos of other sizes use an encoder with free sides.',
    },
  ];
}

const isFixed = ({ shape }: PlannedTensor) => shape.slice(2).some((length) => length !== null);
