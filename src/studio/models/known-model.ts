import type { ChosenExports, ModelChoice } from '../../rpc/contract.ts';
import type { RememberedModel } from '../../storage/types.ts';
import type { OfferedModel } from './model-state.ts';
import { BUNDLED_MODEL } from './offered-models.ts';

/** A choice with what the screen and the next visit know it by. */
export interface KnownModel {
  /** Of a folder that is only remembered: the bundled model, which stands in for it. */
  readonly choice: ModelChoice;
  readonly name: string;
  /** As in the lists of the shelf; null for files of this device. */
  readonly address: string | null;
  readonly remembered: RememberedModel;
  /** Missing: no export was chosen, and the best ones are taken. */
  readonly exports?: ChosenExports;
}

/** Makes one model of all ways to name it: an address of the catalogue is the catalogue's entry. */
export function knowModel(choice: ModelChoice | RememberedModel, offered: readonly OfferedModel[]): KnownModel {
  switch (choice.kind) {
    case 'catalogue': {
      const entry = offered.find(({ id }) => id === choice.id);
      return { choice, name: entry?.name ?? choice.id, address: entry?.address ?? null, remembered: choice };
    }
    case 'url':
    case 'cached': {
      const address = choice.kind === 'url' ? choice.url : choice.model;
      const entry = offered.find((one) => one.address === address);
      if (entry) return knowModel({ kind: 'catalogue', id: entry.id }, offered);
      return { choice, name: address, address, remembered: { kind: 'url', url: address } };
    }
    case 'folder':
      return { choice: BUNDLED_MODEL, name: choice.label, address: null, remembered: choice };
    default: {
      const name = choice.kind === 'directory' ? choice.handle.name : choice.label;
      return { choice, name, address: null, remembered: { kind: 'folder', label: name } };
    }
  }
}

/** Files of this device are known by the choice of them: folders of many models are called `onnx` or `model`. */
export function isSameModel(a: KnownModel, b: KnownModel): boolean {
  if (a.address !== null || b.address !== null) return a.address === b.address;
  // Of an earlier visit nothing but the label is left.
  return isOnlyRemembered(a) || isOnlyRemembered(b) ? labelOf(a) === labelOf(b) : a.choice === b.choice;
}

function isOnlyRemembered({ choice, remembered }: KnownModel): boolean {
  return remembered.kind === 'folder' && choice === BUNDLED_MODEL;
}

function labelOf({ remembered }: KnownModel): string | null {
  return remembered.kind === 'folder' ? remembered.label : null;
}
