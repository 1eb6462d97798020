import { formatBytes } from '../../studio/gallery/format-bytes.ts';
import type {
  KeptModel,
  ModelCheck,
  ModelInfo,
  NetworkExports,
  OfferedModel,
} from '../../studio/models/model-state.ts';
import type { EngineState } from '../../studio/types.ts';
import { formatDuration } from '../format.ts';

/** `512×512 px · 2.5 GB`, or where it comes from if there is nothing to download. */
export function sizeText({ imageSize, downloadBytes, isBundled }: OfferedModel): string {
  const amount = isBundled
    ? 'comes with the studio'
    : downloadBytes === null
      ? 'size not known'
      : formatBytes(downloadBytes);
  return `${imageSize}×${imageSize} px · ${amount}`;
}

/** Where the model in use came from. */
export function originText({ kind, label }: ModelInfo['origin']): string {
  if (kind === 'bundled') return 'Comes with the studio';
  if (kind === 'folder') return `Folder “${label}” on this device`;
  return kind === 'cache' ? `Kept on this device, from ${label}` : label;
}

export function licenceText({ name, confirmed }: NonNullable<ModelCheck['licence']>): string {
  return confirmed ? name : `${name} (not confirmed)`;
}

export const VERDICTS: Readonly<Record<ModelCheck['preflight']['verdict'], string>> = {
  ok: 'Nothing stands against loading it',
  warning: 'It can be loaded, with a drawback',
  impossible: 'It cannot work here',
};

/** What of the model is here and what is to come. */
export function downloadText({ neededBytes, presentBytes }: ModelCheck, isBundled: boolean): string {
  if (isBundled) return 'Nothing: it comes with the studio';
  const missing = Math.max(0, neededBytes - presentBytes);
  if (missing === 0) return 'Nothing: all of it is on this device';
  if (presentBytes === 0) return formatBytes(missing);
  return `${formatBytes(missing)}; ${formatBytes(presentBytes)} of ${formatBytes(neededBytes)} are here already`;
}

/** The networks of a model as people read of them. */
export const NETWORK_NAMES: Readonly<Record<NetworkExports['role'], string>> = {
  unet: 'UNet',
  text_encoder: 'text encoder',
  text_encoder_2: 'second text encoder',
  vae_decoder: 'picture decoder',
  vae_encoder: 'picture encoder',
};

/** `model_q4f16.onnx · 492 MB · best here`. */
export function exportLabel({ path, bytes }: NetworkExports['files'][number], isBest: boolean): string {
  const name = path.split('/').at(-1) ?? path;
  return [name, bytes === null ? 'size not known' : formatBytes(bytes), ...(isBest ? ['best here'] : [])].join(' · ');
}

export function loadLabel({ neededBytes, presentBytes }: ModelCheck, isBundled: boolean): string {
  const missing = Math.max(0, neededBytes - presentBytes);
  return isBundled || missing === 0 ? 'Load' : `Download ${formatBytes(missing)} and load`;
}

/** What happens to the pictures that are being made when another model is loaded; null where there are none. */
export function jobsText(running: number, waiting: number): string | null {
  const stops = 'The picture that is forming will be stopped, and begin anew when its model is back.';
  const waits =
    waiting === 1
      ? 'The one that waits stays in the queue for the model that it was asked of.'
      : `The ${waiting} that wait stay in the queue for the model that they were asked of.`;
  if (running === 0 && waiting === 0) return null;
  return [...(running > 0 ? [stops] : []), ...(waiting > 0 ? [waits] : [])].join(' ');
}

interface LoadingText {
  /** The file, or the part, that is worked on. */
  readonly what: string;
  /** Bytes and time left; empty while there is nothing to count. */
  readonly how: string;
  /** 0 … 1; null where it is not known. */
  readonly share: number | null;
}

/** How far loading is, in full; the top bar has the short form. */
export function loadingText({ event, remainingMs }: Extract<EngineState, { readonly phase: 'starting' }>): LoadingText {
  if (!event) return { what: 'Looking at the model', how: '', share: null };
  if (event.kind === 'compile') return { what: `Preparing ${event.part}`, how: 'Everything is here.', share: null };
  const { file, loadedBytes, totalBytes } = event;
  const left = remainingMs === undefined ? '' : ` · ${formatDuration(remainingMs)} left`;
  const of = totalBytes > 0 ? ` of ${formatBytes(totalBytes)}` : '';
  return {
    what: file,
    how: `${formatBytes(loadedBytes)}${of}${left}`,
    share: totalBytes > 0 ? Math.min(1, loadedBytes / totalBytes) : null,
  };
}

export function keptText({ storedBytes, isComplete }: KeptModel): string {
  return isComplete ? formatBytes(storedBytes) : `${formatBytes(storedBytes)}, unfinished`;
}

export function totalText(kept: readonly KeptModel[]): string {
  const bytes = kept.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  return `${kept.length} ${kept.length === 1 ? 'model takes' : 'models take'} ${formatBytes(bytes)}.`;
}
