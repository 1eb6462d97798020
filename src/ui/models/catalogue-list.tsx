import { Button } from 'react-aria-components';
import type { OfferedModel } from '../../studio/models/model-state.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { keptText, licenceText, sizeText } from './model-text.ts';
import { modelUse } from './model-use.ts';

/** The models that the studio knows by name. */
export function CatalogueList() {
  const offered = useStudioState((state) => state.shelf.offered);
  return (
    <ul className="model-list" aria-label="Catalogue">
      {offered.map((model) => (
        <CatalogueRow key={model.id} model={model} />
      ))}
    </ul>
  );
}

function CatalogueRow({ model }: { readonly model: OfferedModel }) {
  const isInUse = useStudioState((state) => modelUse(state, model.address) === 'in-use');
  const kept = useStudioState((state) => state.shelf.kept?.find(({ address }) => address === model.address) ?? null);
  const actions = useActions();
  const { id, name, licence, unverified, isBundled } = model;
  return (
    <li className="model-row">
      <div className="model-row-text">
        <p className="model-row-name">
          {name}
          {isBundled && <span className="tag">Bundled</span>}
          {kept && <span className="tag">On this device: {keptText(kept)}</span>}
        </p>
        <p className="model-row-note number">
          {sizeText(model)} · {licenceText(licence)}
        </p>
        {unverified.length > 0 && (
          <details className="reasons">
            <summary>
              <span>
                Unverified<span className="visually-hidden"> model {name}</span>: why
              </span>
            </summary>
            <ul>
              {unverified.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
              {licence.note !== null && <li>Licence: {licence.note}</li>}
            </ul>
          </details>
        )}
      </div>
      {isInUse ? (
        <span className="tag tag-accent">In use</span>
      ) : (
        <Button
          className="button"
          aria-label={`Check ${name}`}
          onPress={() => actions.checkModel({ kind: 'catalogue', id })}
        >
          Check
        </Button>
      )}
    </li>
  );
}
