import { useEffect, useState } from 'react';
import { type TabItem, TabStrip, tabId } from '../controls/tab-strip.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { AddressForm } from './address-form.tsx';
import { CatalogueList } from './catalogue-list.tsx';
import { DevicePicker } from './device-picker.tsx';
import { KeptList } from './kept-list.tsx';

type Place = 'catalogue' | 'address' | 'device' | 'kept';

const PANEL_ID = 'model-places';

/** Where models come from. */
export function BrowseModels() {
  const [place, setPlace] = useState<Place>('catalogue');
  const keptCount = useStudioState((state) => state.shelf.kept?.length ?? 0);
  const actions = useActions();
  useEffect(() => actions.readKeptModels(), [actions]);
  const places: readonly TabItem<Place>[] = [
    { id: 'catalogue', label: 'Catalogue' },
    { id: 'address', label: 'Address' },
    { id: 'device', label: 'Folder' },
    { id: 'kept', label: keptCount > 0 ? `Kept (${keptCount})` : 'Kept' },
  ];
  return (
    <div className="browse-models">
      <TabStrip label="Where from" tabs={places} selected={place} onSelect={setPlace} panelId={PANEL_ID} />
      <div id={PANEL_ID} role="tabpanel" className="model-place" aria-labelledby={tabId(PANEL_ID, place)}>
        {place === 'catalogue' && <CatalogueList />}
        {place === 'address' && <AddressForm />}
        {place === 'device' && <DevicePicker />}
        {place === 'kept' && <KeptList />}
      </div>
    </div>
  );
}
