import { useState } from 'react';
import { Button } from 'react-aria-components';
import { formatBytes } from '../../studio/gallery/format-bytes.ts';
import type { KeptModel } from '../../studio/models/model-state.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { keptText, totalText } from './model-text.ts';
import { modelUse } from './model-use.ts';

/** Models of which files are in the browser's storage. */
export function KeptList() {
  const { kept, keptProblem } = useStudioState((state) => state.shelf);
  if (keptProblem !== null) return <p className="model-empty">{keptProblem}</p>;
  if (kept === null) return <p className="model-empty">Reading the list…</p>;
  if (kept.length === 0) {
    return (
      <p className="model-empty">Nothing yet. Models from the catalogue or an address are kept here once downloaded.</p>
    );
  }
  return (
    <>
      <ul className="model-list" aria-label="Kept on this device">
        {kept.map((model) => (
          <KeptRow key={model.address} model={model} />
        ))}
      </ul>
      <Safety kept={kept} />
    </>
  );
}

function KeptRow({ model }: { readonly model: KeptModel }) {
  const [isSure, setSure] = useState(false);
  const use = useStudioState((state) => modelUse(state, model.address));
  const actions = useActions();
  const { address, name } = model;
  const remove = () => {
    if (isSure) actions.removeKeptModel(address);
    else setSure(true);
  };
  return (
    <li className="model-row">
      <div className="model-row-text">
        <p className="model-row-name">
          {name}
          {use === 'in-use' && <span className="tag tag-accent">In use</span>}
          {use === 'loading' && <span className="tag">Loading</span>}
        </p>
        <p className="model-row-note number">
          {keptText(model)} · <span className="model-address">{address}</span>
        </p>
      </div>
      <div className="model-row-actions">
        {use === 'none' && (
          <Button
            className="button"
            aria-label={model.isComplete ? `Check ${name}` : `Go on with ${name}`}
            onPress={() => actions.checkModel({ kind: 'url', url: address })}
          >
            {model.isComplete ? 'Check' : 'Go on'}
          </Button>
        )}
        {use === 'none' && (
          <Button
            className={isSure ? 'button button-danger' : 'button'}
            aria-label={isSure ? `Really delete ${name}, ${formatBytes(model.storedBytes)}` : `Delete ${name}`}
            onPress={remove}
            onBlur={() => setSure(false)}
          >
            {isSure ? 'Really delete' : 'Delete'}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The total, and whether the browser may clear it. */
function Safety({ kept }: { readonly kept: readonly KeptModel[] }) {
  const storage = useStudioState((state) => state.storage);
  const actions = useActions();
  const isSafe = storage?.persisted ?? false;
  const free = storage && Number.isFinite(storage.quotaBytes) ? storage.quotaBytes - storage.usedBytes : null;
  return (
    <div className="kept-safety">
      <p className="hint number">
        {totalText(kept)} {free !== null && `The browser still gives ${formatBytes(free)}. `}
        {isSafe
          ? 'Models and pictures stay until you delete them.'
          : 'The browser may clear models and pictures when the disk is nearly full.'}
      </p>
      {!isSafe && (
        <Button className="button" onPress={() => actions.askToKeep()}>
          Ask the browser to keep them
        </Button>
      )}
    </div>
  );
}
