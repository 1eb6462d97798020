import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_TIMESTEPS } from '../../../../src/core/diffusion/guided-timesteps.ts';
import { meanSide } from '../../../../src/core/grid-size.ts';
import { addInPlace } from '../../../../src/engine/capture/add-in-place.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import type { Picture } from '../../../../src/rpc/contract.ts';
import { openJudge } from '../../judge/judge.ts';
import { galleryOf } from '../../pairs/make-pairs.ts';
import { PairGallery } from '../../pairs/pair-gallery.ts';
import { type Capture, kindSettings } from '../../studio-engine.ts';
import { BENCH_WORK } from '../../training-tools.ts';
import { watchSelf } from '../../watch-self.ts';
import type { WorldPrompt } from '../../world-scenes.ts';
import { type SemanticLinks, semanticLinks } from '../cut/semantic-links.ts';
import type { SystemSubject } from '../system.ts';
import { capturePair } from './capture-pair.ts';
import { oneObjectPrompts, oneObjectScenes, scenesAsTheyCome } from './subject-scenes.ts';

/** Captions and class labels: the studio's own prompt. */
const STYLE = 'caption+classes';

export const SUBJECT_SETS = ['real', 'generated', 'scenes'] as const;
/** Held-out pictures of one object; pictures of one object that the model makes; held-out scenes of one to three classes. */
export type SubjectSet = (typeof SUBJECT_SETS)[number];

/** Captures pictures where they are missing; what was captured is kept, so that a run that was broken off goes on. */
export async function* capturedSubjects(
  model: LoadedModel,
  set: SubjectSet,
  count: number,
): AsyncGenerator<SystemSubject> {
  const store = new CaptureStore(model, set);
  if (set === 'generated') {
    const judge = await openJudge();
    for (const prompt of oneObjectPrompts(count)) {
      const captured = await store.captured(prompt, null);
      yield { ...prompt, ...captured, truth: await judge.segment(captured.picture) };
    }
    return;
  }
  for (const scene of set === 'real' ? oneObjectScenes(count) : scenesAsTheyCome(count)) {
    yield { ...scene, ...(await store.captured(scene, scene.picture)) };
  }
}

class CaptureStore {
  readonly #model: LoadedModel;
  readonly #side: number;
  readonly #linkFolder: string;
  readonly #galleries: Readonly<Record<'paper' | 'studio', PairGallery>>;

  constructor(model: LoadedModel, set: SubjectSet) {
    this.#model = model;
    this.#side = Math.max(...model.info.selfSides.map(meanSide));
    const folder = (what: string) => join(BENCH_WORK, 'systems', [set, modelKey(model), what].join('-'));
    this.#linkFolder = folder('links');
    mkdirSync(this.#linkFolder, { recursive: true });
    const galleryFor = (capture: Capture) => {
      const kind = { style: STYLE, capture } as const;
      // Generated ones are the pairs of tables (m) and (s).
      if (set === 'generated') return galleryOf(model, kind);
      const { selfPower = 1, backgroundWords = '' } = kindSettings(model, kind);
      return new PairGallery(folder(`${capture}-${shortHash([selfPower, backgroundWords])}`));
    };
    this.#galleries = { paper: galleryFor('paper'), studio: galleryFor('studio') };
  }

  async captured(
    prompt: WorldPrompt,
    picture: Picture | null,
  ): Promise<Pick<SystemSubject, 'picture' | 'paper' | 'studio' | 'links'>> {
    const id = String(prompt.seed);
    const { paper, studio } = this.#galleries;
    const path = join(this.#linkFolder, id);
    if (!paper.has(id) || !existsSync(path)) {
      const sum = new Float32Array(this.#side ** 4);
      const watched = watchSelf(this.#model, this.#side, (map) => addInPlace(sum, map));
      await capturePair(watched, paper, { kind: { style: STYLE, capture: 'paper' }, prompt, picture });
      writeFileSync(`${path}.partial`, new Uint8Array(semanticLinks(sum, this.#side).links.buffer));
      renameSync(`${path}.partial`, path);
    }
    if (!studio.has(id)) {
      await capturePair(this.#model, studio, { kind: { style: STYLE, capture: 'studio' }, prompt, picture });
    }
    const links: SemanticLinks = {
      side: this.#side,
      links: new Float32Array(new Uint8Array(readFileSync(path)).buffer),
    };
    return { picture: paper.picture(id), paper: paper.record(id), studio: studio.record(id), links };
  }
}

function modelKey({ info }: LoadedModel): string {
  const { steps, guidance, guidedTimesteps = ALL_TIMESTEPS, sampler, renoiseTimesteps } = info.suggested;
  return `${info.unetSha256.slice(0, 12)}-${shortHash([steps, guidance, ...guidedTimesteps, sampler, ...renoiseTimesteps])}`;
}

const shortHash = (values: readonly (string | number)[]) =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 8);
