import { StudioError } from '../../errors.ts';

/** @param message what was expected, what was found, what to do */
export function datasetUnreadable(message: string, cause?: unknown): StudioError {
  return new StudioError({ code: 'dataset-unreadable', message }, cause === undefined ? undefined : { cause });
}

/** @throws StudioError `dataset-unreadable` where `text` is no JSON */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw datasetUnreadable(`Expected JSON in ${path}, found none (${cause.message}).`, cause);
  }
}
