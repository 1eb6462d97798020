import { DEFAULT_EXPORT_CHOICE } from '../../core/dataset/export-choice.ts';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import { BUILT_IN_LABEL_SETS } from '../../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { WHOLE_GALLERY } from '../../core/review/show-pairs.ts';
import { NO_PAINTING } from '../../studio/edit/types.ts';
import { BUNDLED_MODEL } from '../../studio/models/offered-models.ts';
import { BUNDLED_SETTINGS, DEFAULT_TUNING, defaultDraft } from '../../studio/settings/defaults.ts';
import type { StudioState } from '../../studio/types.ts';
import { FAKE_CANDIDATE, FAKE_DOWNLOAD, FAKE_IMPOSSIBLE, FAKE_MODEL, FAKE_SHELF } from './fake-models.ts';
import { segmentFake } from './fake-pixels.ts';
import { fakePreview, MAX_LENGTH } from './fake-preview.ts';
import { flagsOf, manyPairs } from './fake-review.ts';

export type SceneName =
  | 'first'
  | 'loading'
  | 'preparing'
  | 'running'
  | 'queue'
  | 'finished'
  | 'many'
  | 'grid'
  | 'large'
  | 'failed'
  | 'candidate'
  | 'impossible'
  | 'downloading'
  | 'broken'
  | 'photo';

const SIZES: PictureSizes = {
  usual: { width: 128, height: 128 },
  latentFactor: 4,
  step: 16,
  isFree: true,
  maxPixels: 1_000_000,
  crossDownscales: [1, 2, 4],
  selfDownscales: [1, 2],
};

const draft = { ...defaultDraft(VOC_20.id, 1_834_220_917), steps: 20 };
const catChair = { ...draft, caption: 'a cat and a chair in a room', classIds: [8, 9] };

const first: StudioState = {
  engine: {
    phase: 'ready',
    info: {
      backend: {
        kind: 'webgpu',
        description: 'NVIDIA GeForce RTX 4060',
        reason: 'WebGPU is available and passed the self-check.',
        isFallbackAdapter: false,
      },
      model: {
        id: 'emoji-scenes',
        name: 'Emoji scenes',
        origin: { kind: 'bundled', label: 'models/emoji-scenes' },
        suggested: { ...BUNDLED_SETTINGS, renoiseTimesteps: [350, 250, 150] },
        knownClasses: VOC_20.classes.flatMap(({ promptName, synonyms }) => [promptName, ...synonyms]),
        maxClipSkip: 1,
        hasPictureEncoder: true,
        attention: { sites: 22, hasSelf: true, untapped: [], notes: [] },
        latentSize: 32,
        sizes: SIZES,
        photoSizes: SIZES,
        crossSides: [8, 16, 32],
        selfSides: [16, 32],
        positions: MAX_LENGTH,
        downloadBytes: 22_400_000,
        unetSha256: '0'.repeat(64),
      },
    },
  },
  model: FAKE_MODEL,
  shelf: FAKE_SHELF,
  candidate: null,
  rememberedModel: BUNDLED_MODEL,
  photo: null,
  list: null,
  isPlanOpen: false,
  planForm: null,
  labelSet: VOC_20,
  labelSets: BUILT_IN_LABEL_SETS.map((set) => ({ set, createdAt: null, isRetired: false })),
  draft,
  seedLocked: false,
  preview: fakePreview(draft),
  jobs: [],
  failedJobs: [],
  queue: { isPaused: false, isElsewhere: false, made: 0, msPerCall: null },
  pictureCount: 1,
  galleryLoaded: true,
  pairs: [],
  selectedId: null,
  selection: [],
  flags: {},
  galleryView: WHOLE_GALLERY,
  isGridOpen: false,
  unreadPictures: 0,
  measuring: null,
  tuning: DEFAULT_TUNING,
  segmentation: null,
  recordShape: null,
  stageTab: 'overlay',
  overlayOpacity: 0.6,
  datasetColors: false,
  showPixels: false,
  hiddenClassIds: [],
  soloClassId: null,
  zoom: 0,
  isExportOpen: false,
  exportChoice: DEFAULT_EXPORT_CHOICE,
  exportSize: null,
  painting: NO_PAINTING,
  adding: null,
  comparedTuning: null,
  exporting: { phase: 'idle', done: 0, total: 0 },
  notices: [],
  theme: 'system',
  singleKeyShortcuts: true,
  storage: { usedBytes: 24_800_000, quotaBytes: 52_000_000_000, persisted: true },
};

const reviews = ['unreviewed', 'accepted', 'rejected'] as const;

function fakePair(index: number, settings: StudioState['draft']): StudioState['pairs'][number] {
  const { pixels, presence } = segmentFake(`pair-${index}`, settings.classIds, DEFAULT_TUNING);
  return {
    id: `pair-${index}`,
    createdAt: new Date(Date.UTC(2026, 10, 22, 9, index)).toISOString(),
    width: 128,
    height: 128,
    settings,
    tuning: DEFAULT_TUNING,
    provenance: {
      modelId: 'emoji-scenes',
      modelSha256: '0'.repeat(64),
      backend: 'webgpu',
      adapter: 'fake',
      studioVersion: '0.0.0',
      createdAt: '2026-11-22T09:00:00.000Z',
      prompt: settings.caption,
      classPrompt: '',
    },
    review: reviews[(3 - (index % 3)) % 3] ?? 'unreviewed',
    presence,
    pixels,
  };
}

function finished(): StudioState {
  const beach = { ...draft, caption: 'a man and a horse on the beach', classIds: [15, 13], seed: 77 };
  const trio = { ...draft, caption: 'a dog and a sheep by a tree', classIds: [12, 17, 16], seed: 4 };
  const pairs = [catChair, beach, trio].map((settings, index) => fakePair(2 - index, settings));
  const photo = fakePair(3, trio);
  pairs.push({ ...photo, provenance: { ...photo.provenance, upload: { fileName: 'meadow.jpg', sha256: null } } });
  return {
    ...first,
    draft: catChair,
    preview: fakePreview(catChair),
    pairs,
    selectedId: 'pair-2',
    selection: ['pair-2'],
    recordShape: { crossSides: [8, 16, 32], selfSides: [16, 32], windowBins: 4 },
    segmentation: segmentFake('pair-2', catChair.classIds, DEFAULT_TUNING),
  };
}

function reviewing(count: number): StudioState {
  const pairs = manyPairs(count, fakePair(0, catChair));
  return { ...finished(), pairs, flags: flagsOf(pairs), isGridOpen: true, selectedId: 'pair-2', selection: ['pair-2'] };
}

const turboAfterEmoji = { ...FAKE_MODEL, name: 'SD-Turbo', previousName: FAKE_MODEL.name };
const PHOTO =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 36"><path fill="#9cc" d="M0 0h64v24H0z"/><path fill="#686" d="M0 24h64v12H0z"/><path fill="#c54" d="M20 12h22v14H20z"/></svg>',
  );

export const SCENES: Readonly<Record<SceneName, () => StudioState>> = {
  first: () => first,
  loading: () => ({
    ...first,
    engine: {
      phase: 'starting',
      event: { kind: 'download', file: 'unet/model.onnx', loadedBytes: 9_400_000, totalBytes: 22_400_000 },
    },
  }),
  preparing: () => ({
    ...first,
    engine: { phase: 'starting', event: { kind: 'compile', part: 'text_encoder/model.onnx' } },
  }),
  running: () => ({
    ...finished(),
    selectedId: null,
    selection: [],
    segmentation: null,
    stageTab: 'picture',
    jobs: [
      {
        id: 'job-1',
        state: 'running',
        settings: catChair,
        order: 1,
        step: 7,
        steps: 20,
        stepMs: 310,
        remainingMs: 4_030,
      },
      {
        id: 'job-2',
        state: 'queued',
        settings: { ...catChair, seed: 99 },
        order: 2,
        step: 0,
        steps: 20,
        stepMs: 0,
        remainingMs: 0,
      },
    ],
  }),
  queue: () => ({
    ...finished(),
    selectedId: null,
    selection: [],
    segmentation: null,
    pictureCount: 12,
    queue: { isPaused: false, isElsewhere: false, made: 12, msPerCall: 120 },
    jobs: Array.from({ length: 5000 }, (_, index) => ({
      id: `job-${index}`,
      state: index === 0 ? 'running' : 'queued',
      settings: { ...catChair, seed: 1_000_000 + index },
      model: { id: 'sd-turbo', name: 'SD-Turbo', sha256: '' },
      order: index,
      ...{ step: 0, steps: 20, stepMs: 0, remainingMs: 0 },
    })),
    failedJobs: [1, 2].map((seed) => ({
      id: `failed-${seed}`,
      settings: { ...catChair, seed },
      failure: { code: 'device-lost', message: 'The graphics device was lost. Close other pages that use it.' },
    })),
  }),
  finished,
  many: () => ({
    ...finished(),
    pairs: Array.from({ length: 1000 }, (_, index) => fakePair(index, { ...catChair, seed: index })),
  }),
  grid: () => reviewing(150),
  large: () => reviewing(5000),
  failed: () => ({
    ...first,
    engine: {
      phase: 'failed',
      error: {
        code: 'device-lost',
        message:
          'The graphics driver reset the device while the model was compiling. Close other pages that use the GPU, then try again.',
      },
    },
  }),
  candidate: () => ({ ...finished(), candidate: FAKE_CANDIDATE }),
  impossible: () => ({ ...finished(), candidate: FAKE_IMPOSSIBLE }),
  downloading: () => ({ ...finished(), engine: FAKE_DOWNLOAD, model: turboAfterEmoji }),
  broken: () => ({
    ...finished(),
    model: turboAfterEmoji,
    engine: {
      phase: 'failed',
      error: {
        code: 'network',
        message:
          'unet/model.onnx stopped arriving after 1402 of 2515 MB. Check the connection and that the server still runs, then try again.',
      },
    },
  }),
  photo: () => ({
    ...finished(),
    photo: { fileName: 'street-in-the-rain.jpg', width: 640, height: 360, address: PHOTO, madeWith: null },
  }),
};
