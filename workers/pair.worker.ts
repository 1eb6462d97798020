import { toResult } from '../src/core/errors.ts';
import { remember } from '../src/core/remember.ts';
import { pairWorkHere } from '../src/engine/export/pair-work.ts';
import { segmentRecord } from '../src/engine/tuning/segment-record.cpu.ts';
import { servePairs } from '../src/rpc/serve.ts';
import { openStoredPairs } from '../src/storage/open-gallery.ts';

const openPairs = remember(() => openStoredPairs(navigator));
const work = pairWorkHere(openPairs, segmentRecord);

servePairs({
  prepare: (pair) => toResult(() => work.prepare(pair)),
  readJpeg: (id) => toResult(() => work.readJpeg(id)),
  readClassMaps: (pair) => toResult(() => work.readClassMaps(pair)),
});
