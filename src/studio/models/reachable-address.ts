import { StudioError } from '../../core/errors.ts';
import { modelAddress } from '../../models/source/model-address.ts';

const THIS_MACHINE = new Set(['localhost', '127.0.0.1']);

/**
 * The address of a model's folder, of a server that the page's policy lets be asked: https, this machine, or the studio's
 * own server. Anything else fails in the browser without a reason, so the reason is given here.
 *
 * @param baseUrl the studio's own address
 * @throws StudioError `model-unsupported`
 */
export function reachableAddress(typed: string, baseUrl: string): string {
  const address = modelAddress(typed);
  const { protocol, hostname, origin } = new URL(address);
  if (protocol === 'https:' || THIS_MACHINE.has(hostname) || origin === new URL(baseUrl).origin) return address;
  throw new StudioError({
    code: 'model-unsupported',
    message: `Expected an address that starts with https://, or http:// on this machine (localhost, 127.0.0.1); found ${address}. The page may not ask other servers unencrypted: use https, or download the model and open its folder.`,
  });
}
