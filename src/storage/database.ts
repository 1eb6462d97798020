import { openDB } from 'idb';
import { MIGRATIONS, type StudioDatabase, type StudioSchema } from './migrations.ts';
import { RELOAD, storageUnavailable } from './storage-failures.ts';

const DATABASE_NAME = 'dataset-diffusion-studio';

/**
 * Opens the studio's database, bringing it up to date. An open connection gives way to a newer studio in another tab;
 * what is then called on it fails as `storage-unavailable`.
 *
 * @throws StudioError `storage-unavailable`: no IndexedDB, forbidden (private windows), or written by a newer studio
 */
export async function openDatabase(name: string = DATABASE_NAME): Promise<StudioDatabase> {
  if (globalThis.indexedDB === undefined) throw storageUnavailable('this browser offers no IndexedDB here');
  try {
    return await openDB<StudioSchema>(name, MIGRATIONS.length, {
      upgrade(database, oldVersion) {
        for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(database);
      },
      blocking(_currentVersion, _blockedVersion, event) {
        (event.target as IDBDatabase).close();
      },
    });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'VersionError')
      throw storageUnavailable('a newer version of the studio has used this gallery', error, RELOAD);
    throw storageUnavailable(`the browser refused to open the database (${error.name}: ${error.message})`, error);
  }
}
