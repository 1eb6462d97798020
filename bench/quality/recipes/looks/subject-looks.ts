import { createNormals } from '../../../../src/core/diffusion/noise/normals.ts';
import { renoise } from '../../../../src/core/diffusion/noise/renoise.ts';
import { encodePrompts } from '../../../../src/engine/jobs/encode-prompts.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import type { UnetConditions } from '../../../../src/engine/networks/unet.ts';
import { studioSettings } from '../../studio-engine.ts';
import type { Subject, SubjectLooks } from '../types.ts';
import { encodeClassTexts } from './class-texts.ts';
import type { Look } from './look.ts';
import { drawSeed, type LookRequest, lookKey } from './look-request.ts';
import { mirrorPicture } from './mirror.ts';
import type { Looker } from './open-looker.ts';

/** Makes every look once, by the studio's own re-noise capture: encode, noise, one call with the prompt and without guidance. */
export async function lookAtSubject(
  model: LoadedModel,
  looker: Looker,
  subject: Subject,
  requests: readonly LookRequest[],
): Promise<SubjectLooks> {
  const settings = studioSettings(model, subject);
  const { conditions } = await encodePrompts(model, settings, subject.classes, false);
  const texts = await encodeClassTexts(model, subject.caption, subject.classes);
  const latents = latentsOf(model, subject);
  const looks = new Map<string, Look>();
  for (const request of requests) {
    if (looks.has(lookKey(request))) continue;
    const latent = await latents(request.mirrored);
    const look = await lookOnce(model, looker, subject, request, latent, { ...conditions, classPrompt: texts.states });
    looks.set(lookKey(request), look);
  }
  const remembered = new Map<string, Float32Array>();
  return {
    subject,
    texts,
    classIds: [...new Set(settings.classIds)],
    at(request) {
      const look = looks.get(lookKey(request));
      if (!look) throw new Error(`The look ${lookKey(request)} was not asked for`);
      return look;
    },
    remember(key, make) {
      const known = remembered.get(key) ?? make();
      remembered.set(key, known);
      return known;
    },
  };
}

/** The latents of the picture and of its mirror image, each encoded once. */
function latentsOf(model: LoadedModel, { picture }: Subject): (mirrored: boolean) => Promise<Float32Array> {
  const encode = async (mirrored: boolean) =>
    (await model.openPictureEncoder()).encode(mirrored ? mirrorPicture(picture) : picture);
  const known = new Map<boolean, Promise<Float32Array>>();
  return (mirrored) => {
    const latent = known.get(mirrored) ?? encode(mirrored);
    known.set(mirrored, latent);
    return latent;
  };
}

async function lookOnce(
  model: LoadedModel,
  looker: Looker,
  { seed }: Subject,
  { timestep, draw, block, mirrored }: LookRequest,
  latent: Float32Array,
  conditions: UnetConditions,
): Promise<Look> {
  const drawNormals = createNormals(drawSeed(seed, draw));
  drawNormals(block * latent.length);
  const noise = drawNormals(latent.length);
  const look = await looker(renoise(latent, model.scheduler, timestep, noise, noise), timestep, conditions);
  return mirrored ? look.mirrored() : look;
}
