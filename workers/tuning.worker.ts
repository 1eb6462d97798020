import { chooseSegmenter } from '../src/engine/tuning/open-segmenter.ts';
import { Tuning } from '../src/engine/tuning/tuning.ts';
import { serveTuning } from '../src/rpc/serve.ts';

/** The page names this worker after the backend that its address asks for, or `auto`. */
const forced = self.name === 'webgpu' || self.name === 'wasm' ? self.name : null;

serveTuning(new Tuning(chooseSegmenter(navigator.gpu, forced)));
