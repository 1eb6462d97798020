import { Button, Slider } from 'react-aria-components';
import { pairClassIds } from '../../../core/pair-classes.ts';
import { type EditTool, MAX_BRUSH_SIZE } from '../../../studio/edit/types.ts';
import { IconButton } from '../../controls/icon-button.tsx';
import type { IconName } from '../../controls/icons.tsx';
import { SliderRail } from '../../controls/slider/slider-rail.tsx';
import { selectedPair } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { ValueSelect } from './value-select.tsx';

const TOOLS: readonly {
  readonly tool: EditTool;
  readonly icon: IconName;
  readonly label: string;
  readonly key: string;
}[] = [
  { tool: 'brush', icon: 'brush', label: 'Brush', key: 'B' },
  { tool: 'eraser', icon: 'eraser', label: 'Eraser: back to the computed mask', key: 'E' },
  { tool: 'fill', icon: 'fill', label: 'Fill a connected region', key: 'G' },
];

/** Tools for painting over the mask; there while a person paints. */
export function BrushBar() {
  const { isOn, tool, canUndo, canRedo } = useStudioState((state) => state.painting);
  const pair = useStudioState(selectedPair);
  const isSeen = useStudioState(({ stageTab }) => stageTab === 'overlay' || stageTab === 'mask');
  const actions = useActions();
  if (!isOn || !pair) return null;
  return (
    <section className="brush-bar" aria-label="Painting">
      <fieldset className="brush-group">
        <legend className="visually-hidden">Tool</legend>
        {TOOLS.map((each) => (
          <IconButton
            key={each.tool}
            icon={each.icon}
            label={each.label}
            shortcut={each.key}
            isPressed={tool === each.tool}
            onPress={() => actions.setPainting(true, each.tool)}
          />
        ))}
      </fieldset>
      <SizeSlider />
      <ValueSelect ownIds={pairClassIds(pair)} isDisabled={tool === 'eraser'} />
      <div className="brush-group">
        <IconButton icon="smooth" label="Smooth the outline of this class" onPress={() => actions.smoothOutline()} />
        <IconButton
          icon="undo"
          label="Undo"
          shortcut="Ctrl Z"
          isDisabled={!canUndo}
          onPress={() => actions.undoEdit()}
        />
        <IconButton
          icon="redo"
          label="Redo"
          shortcut="Ctrl Shift Z"
          isDisabled={!canRedo}
          onPress={() => actions.redoEdit()}
        />
        <IconButton icon="trash" label="Drop edits" isDisabled={!pair.edits} onPress={() => actions.dropEdits()} />
      </div>
      <Button className="button button-quiet brush-done" onPress={() => actions.setPainting(false)}>
        Done
      </Button>
      {!isSeen && <p className="hint brush-hint">Choose Overlay or Mask to paint.</p>}
    </section>
  );
}

function SizeSlider() {
  const size = useStudioState((state) => state.painting.size);
  const actions = useActions();
  return (
    <div className="brush-size">
      <Slider
        className="slider"
        aria-label="Brush size"
        minValue={1}
        maxValue={MAX_BRUSH_SIZE}
        value={size}
        onChange={(value) => actions.setBrush({ size: value })}
      >
        <SliderRail to={(size - 1) / (MAX_BRUSH_SIZE - 1)} />
      </Slider>
      <span className="brush-size-value number" aria-hidden="true">
        {size} px
      </span>
    </div>
  );
}
