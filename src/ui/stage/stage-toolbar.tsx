import type { StageTab } from '../../studio/stage-state.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { ShareSlider } from '../controls/slider/share-slider.tsx';
import { type TabItem, TabStrip } from '../controls/tab-strip.tsx';
import { selectedPair } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { MAX_ZOOM, stepZoom } from './viewport/fit.ts';

export const STAGE_TABS: readonly TabItem<StageTab>[] = [
  { id: 'picture', label: 'Picture', shortcut: '1' },
  { id: 'overlay', label: 'Overlay', shortcut: '2' },
  { id: 'mask', label: 'Mask', shortcut: '3' },
  { id: 'heatmaps', label: 'Heatmaps', shortcut: '4' },
];

export const STAGE_PANEL_ID = 'stage-panel';

export function StageToolbar({ scale }: { readonly scale: number }) {
  const tab = useStudioState((state) => state.stageTab);
  const actions = useActions();
  return (
    <div className="stage-toolbar">
      <TabStrip
        label="View"
        tabs={STAGE_TABS}
        selected={tab}
        onSelect={(id) => actions.setStageTab(id)}
        panelId={STAGE_PANEL_ID}
      />
      {tab === 'overlay' && <OpacitySlider />}
      <div className="stage-view">
        <PaintSwitch />
        <LookSwitches isDisabled={tab === 'heatmaps'} />
        <ZoomControl scale={scale} isDisabled={tab === 'heatmaps'} />
      </div>
    </div>
  );
}

function OpacitySlider() {
  const opacity = useStudioState((state) => state.overlayOpacity);
  const actions = useActions();
  return (
    <div className="opacity">
      <span className="field-label" aria-hidden="true">
        Opacity
      </span>
      <ShareSlider label="Overlay opacity" share={opacity} onChange={(value) => actions.setOverlayOpacity(value)} />
      <span className="opacity-value number" aria-hidden="true">
        {Math.round(opacity * 100)}%
      </span>
    </div>
  );
}

function PaintSwitch() {
  const isOn = useStudioState((state) => state.painting.isOn);
  const hasPair = useStudioState((state) => selectedPair(state) !== null);
  const actions = useActions();
  return (
    <IconButton
      icon="brush"
      size="sm"
      label="Paint on the mask"
      shortcut="B"
      isDisabled={!hasPair}
      isPressed={isOn && hasPair}
      onPress={() => actions.setPainting(!isOn)}
    />
  );
}

/** How classes and enlarged pictures look on the screen. What is exported does not depend on it. */
function LookSwitches({ isDisabled }: { readonly isDisabled: boolean }) {
  const datasetColors = useStudioState((state) => state.datasetColors);
  const showPixels = useStudioState((state) => state.showPixels);
  const actions = useActions();
  return (
    <>
      <IconButton
        icon="palette"
        size="sm"
        label="Dataset colours"
        isPressed={datasetColors}
        onPress={() => actions.setDatasetColors(!datasetColors)}
      />
      <IconButton
        icon="pixels"
        size="sm"
        label="Show pixels"
        isDisabled={isDisabled}
        isPressed={showPixels}
        onPress={() => actions.setShowPixels(!showPixels)}
      />
    </>
  );
}

function ZoomControl({ scale, isDisabled }: { readonly scale: number; readonly isDisabled: boolean }) {
  const zoom = useStudioState((state) => state.zoom);
  const actions = useActions();
  return (
    <fieldset className="zoom">
      <legend className="visually-hidden">Zoom</legend>
      <IconButton
        icon="minus"
        size="sm"
        label="Zoom out"
        isDisabled={isDisabled || (zoom === 0 && scale <= 1)}
        onPress={() => actions.setZoom(stepZoom(scale, -1))}
      />
      <output className="zoom-value number">{Number(scale.toFixed(scale < 10 ? 1 : 0))}×</output>
      <IconButton
        icon="plus"
        size="sm"
        label="Zoom in"
        isDisabled={isDisabled || scale >= MAX_ZOOM}
        onPress={() => actions.setZoom(stepZoom(scale, 1))}
      />
      <button
        type="button"
        className="zoom-fit"
        aria-pressed={zoom === 0}
        disabled={isDisabled}
        onClick={() => actions.setZoom(0)}
      >
        Fit
      </button>
    </fieldset>
  );
}
