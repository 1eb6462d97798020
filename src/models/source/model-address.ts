import { StudioError } from '../../core/errors.ts';

/** The page of a repository, or of a folder in it, rather than its files. */
const REPOSITORY_PAGE = /^\/([^/]+)\/([^/]+)(?:\/tree\/([^/]+)(\/.*)?)?$/;

/**
 * The address of a model's folder as people paste it, without a slash at the end. The page of a Hugging Face repository
 * becomes the address of its files.
 *
 * @throws StudioError `model-unsupported` for what is no address of http or https
 */
export function modelAddress(typed: string): string {
  const text = typed.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StudioError({
      code: 'model-unsupported',
      message: `Expected the address of a model's folder, such as https://huggingface.co/owner/name; found "${text}".`,
    });
  }
  url.hash = '';
  url.search = '';
  const path = url.pathname.replace(/\/+$/, '');
  const page = url.host === 'huggingface.co' ? REPOSITORY_PAGE.exec(path) : null;
  if (page) {
    const [, owner, name, revision = 'main', folder = ''] = page;
    return `${url.origin}/${owner}/${name}/resolve/${revision}${folder}`;
  }
  return `${url.origin}${path}`;
}
