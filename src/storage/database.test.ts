import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { emptyStorageForEachTest } from './pairs/stored-pairs.fixture.ts';

emptyStorageForEachTest();

it('migrates an empty database to the newest version', async () => {
  const database = await openDatabase('fresh');
  expect([...database.objectStoreNames]).toEqual(['labelSets', 'pairs', 'queue', 'settings']);
});
