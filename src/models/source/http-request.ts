import { StudioError } from '../../core/errors.ts';
import type { Fetch } from '../types.ts';
import { isPage } from './is-page.ts';

/** Behind a login or a licence; storage buckets say it, too, of what is not there, to those who may not list them. */
export const LOCKED: readonly number[] = [401, 403];

/**
 * A request for a part of a file. It goes past the browser's HTTP cache: Chromium joins the parts that it has stored with
 * new ones into a whole file, and those of a server with weak ETags came out with wrong bytes.
 * @param range as in the header: `bytes=0-99`
 */
export function rangeInit(range: string): RequestInit {
  return { headers: { Range: range }, cache: 'no-store' };
}

/** 410: was there once. */
const NOT_THERE: readonly number[] = [404, 410];

/**
 * A response that succeeded, or one of the statuses in `alsoFine`. A page in the place of a file counts as a file that is not
 * there.
 * @param file for messages: path of the file in the model's folder
 * @throws StudioError `network`, `model-missing-file`, `cancelled`
 */
export async function request(
  address: string,
  file: string,
  fetch: Fetch,
  init: RequestInit = {},
  alsoFine: readonly number[] = [],
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    throw connectionFailure(file, 'could not be downloaded: the connection failed', init.signal, cause);
  }
  if (response.ok && isPage(response)) {
    await dropBody(response);
    return missing(file, address);
  }
  if (response.ok || alsoFine.includes(response.status)) return response;
  if (NOT_THERE.includes(response.status)) return missing(file, address);
  throw refusal(file, response);
}

/** Ends a response whose body nobody reads. That it broke off already makes no difference. */
export async function dropBody({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => undefined);
}

/** All bytes of a response. @throws StudioError `network` where the connection breaks before the last one */
export async function bodyBytes(response: Response, file: string): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw connectionFailure(file, 'could not be downloaded: the connection broke', null, cause);
  }
}

/** What a status means that is none of success. */
export function refusal(file: string, { status, statusText }: Response): StudioError {
  const why = LOCKED.includes(status)
    ? 'The model may ask for a login or a licence to be accepted there; download it yourself and open the folder.'
    : 'Try again.';
  return new StudioError({
    code: 'network',
    message: `${file} could not be downloaded: the server answered ${status} ${statusText}. ${why}`,
    details: { file, status },
  });
}

/** Whether a file is not there, for one that a model can do without: a locked one may as well not be. */
export function isNotThere(error: unknown): boolean {
  if (!(error instanceof StudioError)) return false;
  const isLocked = error.code === 'network' && LOCKED.includes(Number(error.details?.status));
  return error.code === 'model-missing-file' || isLocked;
}

/** What a rejected fetch or a body that broke off means. */
export function connectionFailure(
  file: string,
  what: string,
  signal: AbortSignal | null | undefined,
  cause: unknown,
): StudioError {
  if (signal?.aborted) {
    return new StudioError(
      { code: 'cancelled', message: `The download of ${file} was stopped. What arrived is kept.`, details: { file } },
      { cause },
    );
  }
  return new StudioError(
    {
      code: 'network',
      message: `${file} ${what}. Check the connection and that the server still runs, then try again.`,
      details: { file },
    },
    { cause },
  );
}

export function missing(file: string, address: string): never {
  throw new StudioError({
    code: 'model-missing-file',
    message: `The model at ${address} lacks ${file}. Expected a folder in the diffusers ONNX layout.`,
    details: { file },
  });
}
