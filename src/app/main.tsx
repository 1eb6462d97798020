import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadTokenizer } from '../core/prompt/tokenizer.ts';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { openModelCache } from '../models/cache/model-cache.ts';
import { connectEngine, connectExport, connectTuning } from '../rpc/client.ts';
import { openLastChanges } from '../storage/last-changes.ts';
import { openGallery, requestPersistence } from '../storage/open-gallery.ts';
import { NO_OTHER_TABS, openOtherTabs, tellingPairStore } from '../storage/other-tabs.ts';
import { NO_OTHER_QUEUES, openOtherQueues, tellingQueueStore } from '../storage/queue/other-queues.ts';
import type { RememberedModel } from '../storage/types.ts';
import { inTurnOfTabs } from '../storage/write-lock.ts';
import { createStudio, type StartedStudio } from '../studio/create-studio.ts';
import { BUNDLED_MODEL } from '../studio/models/offered-models.ts';
import { App } from '../ui/app.tsx';
import { FailureScreen } from '../ui/shell/failure-screen.tsx';
import { readAddress, withBackend } from './address.ts';
import { begunEngine } from './begun-engine.ts';
import { EARLY_START, ENGINE_OPTIONS, engineWorker, noteNextModel } from './early-engine.ts';
import { exportFromPage, pageExportClient } from './export-from-page.ts';
import { openPhoto } from './open-photo.ts';
import { createThumbnail, saveFile } from './picture-files.ts';
import { exportWorker, tuningWorker } from './workers.ts';

const now = () => new Date();
// Not crypto.randomUUID, which plain http lacks.
const newId = () => bytesToHex(randomBytes(16));

async function startStudio(): Promise<StartedStudio> {
  const { forcedBackend, problem } = readAddress(location.search);
  const engine = begunEngine(connectEngine(engineWorker), EARLY_START);
  engine.wake();
  const gallery = await openGallery(navigator);
  const openChannel = (name: string) => new BroadcastChannel(name);
  const otherTabs = gallery.problem ? NO_OTHER_TABS : openOtherTabs(openChannel);
  const otherQueues = gallery.problem ? NO_OTHER_QUEUES : openOtherQueues(openChannel);
  const studio = createStudio({
    engine,
    tuning: connectTuning(() => tuningWorker(forcedBackend)),
    // The export worker reads storage itself; pairs that live in this page only have to be exported here.
    exporter: gallery.problem ? pageExportClient(gallery.pairs) : connectExport(exportWorker),
    exportInMemory: exportFromPage,
    engineOptions: ENGINE_OPTIONS,
    openModelCache: () => openModelCache(navigator),
    pairStore: tellingPairStore(gallery.pairs, otherTabs),
    otherTabs,
    queueStore: tellingQueueStore(gallery.queue, otherQueues),
    otherQueues,
    queueTurn: gallery.queueTurn,
    preferences: gallery.settings,
    lastChanges: openLastChanges({
      // A gallery in memory has none of the pairs that changes are about; the next page may have them.
      localStorage: () => (gallery.problem ? null : localStorage),
      events: window,
      now,
      newId,
      // Missing on a page from plain http.
      inTurn: navigator.locks ? inTurnOfTabs(navigator.locks, 'last-changes') : (work) => work(),
    }),
    labelSet: VOC_20,
    labelSets: gallery.labelSets,
    loadTokenizer,
    now,
    randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    newId,
    requestFrame: (callback) => requestAnimationFrame(callback),
    saveFile,
    // Where the gallery lives in this page only, there is nothing for the browser to keep.
    requestPersistence: async () => gallery.problem === null && requestPersistence(navigator.storage),
    reloadWithBackend: (backend) => location.assign(withBackend(location.href, backend)),
    openPhoto,
    createThumbnail,
    reportBug: (error) => reportError(error),
    openingProblems: [gallery.problem?.message, gallery.settingsProblem?.message, problem].filter(
      (message) => typeof message === 'string',
    ),
  });
  // The browser then asks whether to leave.
  addEventListener('beforeunload', (event) => {
    if (studio.hasUnsaved()) event.preventDefault();
  });
  addEventListener('pagehide', () => void studio.flush());
  studio.subscribe(({ rememberedModel }, before) => {
    if (rememberedModel !== before.rememberedModel) noteNextModel(isBundled(rememberedModel));
  });
  return studio;
}

const isBundled = (model: RememberedModel) => model.kind === 'catalogue' && model.id === BUNDLED_MODEL.id;

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
const page = createRoot(root);
try {
  const studio = await startStudio();
  page.render(
    <StrictMode>
      <App studio={studio} onCrash={() => void studio.flush()} />
    </StrictMode>,
  );
} catch (error) {
  // The console and whoever listens there get the stack; the person gets a screen.
  reportError(error);
  page.render(<FailureScreen title="The studio could not start" error={error} />);
}
