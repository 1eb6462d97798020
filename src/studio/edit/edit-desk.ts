import type { ShownObjects } from '../../core/dataset/objects/show-objects.ts';
import { connectedRegion } from '../../core/edit/connected-region.ts';
import { addStep, type Moved, redoStep, undoStep } from '../../core/edit/edit-history.ts';
import { copyLayer, editOf, editSegmentation, emptyLayer } from '../../core/edit/edit-layer.ts';
import { stepBetween } from '../../core/edit/edit-step.ts';
import { mergeEdits } from '../../core/edit/merge-edits.ts';
import { smoothOutline } from '../../core/edit/smooth-outline.ts';
import { type EditLayer, NO_EDIT } from '../../core/edit/types.ts';
import { pairClassIds } from '../../core/pair-classes.ts';
import { BACKGROUND_ID, type Segmentation, type TuningSettings, VOID_ID } from '../../core/segmentation/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair } from '../studio-store.ts';
import { showSegmentation } from '../tuning/show-segmentation.ts';
import type { EditBook } from './edit-book.ts';
import type { EditSheet } from './edit-sheet.ts';
import { beginStroke, type Stroke } from './stroke.ts';
import { type EditActions, MAX_BRUSH_SIZE, type PaintingState } from './types.ts';

type Shared = Pick<StudioBase, 'store' | 'notices' | 'run' | 'pixels' | 'writer'>;

/** A mask without edits, and what it was made of. */
export interface ComputedMask {
  readonly id: string;
  readonly classIds: readonly number[];
  readonly tuning: TuningSettings;
  readonly segmentation: Segmentation;
  /** Of the mask with `layer` over it; null: without edits. */
  readonly objects: ShownObjects;
  readonly layer: EditLayer | null;
}

/** The edits of the pair on the stage: shown over its mask, changed by strokes. */
export interface EditDesk {
  readonly actions: EditActions;
  /** The pair whose edits these are is on the stage from now on; null: none is. A stroke under way counts. */
  enter(sheet: EditSheet | null): void;
  /** Shows a new mask of that pair, with its edits over it. */
  show(computed: ComputedMask): void;
  /** Of the shown pair, without the stroke under way: a value, which is not changed any more. */
  layer(): EditLayer | null;
  /** The sheet of the shown pair has another layer, which did not come from here. */
  replaced(sheet: EditSheet): void;
  /** Of the shown pair, with the stroke under way. */
  liveLayer(id: string): EditLayer | null;
  /** Another tab has changed a pair's edits. */
  heard(id: string, revision: string | null): void;
}

/** Objects of the mask under another layer, until they are found: none where that layer differs. */
function knownObjects({ objects, layer }: ComputedMask, shown: EditLayer): ShownObjects {
  if (layer === shown) return objects;
  const labels = objects.labels.map((label, i) => (shown.values[i] === (layer?.values[i] ?? NO_EDIT) ? label : 0));
  return { ...objects, labels };
}

const NOTHING_TO_TAKE_BACK = { canUndo: false, canRedo: false } as const;

/** The window that outlines are smoothed in is half as wide as the brush. */
const smoothingRadius = (size: number) => Math.min(8, Math.max(1, Math.round(size / 4)));

/** @param onEdited the shown mask has other edits over it than its objects were found in */
export function createEditDesk(base: Shared, book: EditBook, onEdited: () => void): EditDesk {
  const { store, notices, run, pixels } = base;
  let sheet: EditSheet | null = null;
  let computed: ComputedMask | null = null;
  /** The array on the screen: strokes paint into it. */
  let shown: Uint8Array | null = null;
  let stroke: (Stroke & { readonly onto: EditLayer }) | null = null;
  let hasChosenValue = false;

  const painting = () => store.getState().painting;
  const setPainting = (change: Partial<PaintingState>) => store.setState({ painting: { ...painting(), ...change } });

  function showEdited(layer: EditLayer): void {
    if (!computed) return;
    const segmentation = editSegmentation(computed.segmentation, layer);
    shown = segmentation.mask;
    showSegmentation(base, { ...computed, segmentation, objects: knownObjects(computed, layer) });
    if (!stroke && layer !== computed.layer) onEdited();
  }

  function tellHistory({ history }: EditSheet): void {
    setPainting({ canUndo: history.done.length > 0, canRedo: history.undone.length > 0 });
  }

  /** Puts another layer in the place of the sheet's, as one step that can be taken back. */
  function change(onto: EditSheet, layer: EditLayer): void {
    const step = stepBetween(onto.layer, layer);
    if (step.length === 0) return;
    move(onto, { history: addStep(onto.history, step), layer });
  }

  function move(onto: EditSheet, moved: Moved | null): void {
    if (!moved) return;
    onto.history = moved.history;
    onto.layer = moved.layer;
    showEdited(moved.layer);
    tellHistory(onto);
    book.save(onto);
  }

  /** Paints some of the shown pixels at once. */
  function repaint(indices: Iterable<number>, value: number | null): void {
    if (!sheet) return;
    const layer = copyLayer(sheet.layer);
    for (const index of indices) layer.values[index] = editOf(value);
    change(sheet, layer);
  }

  function endStroke(): void {
    if (!stroke || !sheet) return;
    const { onto, layer } = stroke;
    stroke = null;
    // Another tab's edits may have come meanwhile.
    change(sheet, sheet.layer === onto ? layer : mergeEdits(onto, layer, sheet.layer));
  }

  function cancelStroke(): void {
    if (!stroke || !sheet) return;
    stroke = null;
    showEdited(sheet.layer);
  }

  /** A brush with a class that this pair's label set has: its own first one, where nothing else was chosen. */
  function startBrush(id: string): void {
    const pair = findPair(store, id);
    if (!pair) return;
    const { value } = painting();
    const classIds = pairClassIds(pair);
    const isKept = classIds.includes(value) || (hasChosenValue && (value === BACKGROUND_ID || value === VOID_ID));
    if (!isKept) setPainting({ value: classIds[0] ?? BACKGROUND_ID });
  }

  function dropEdits(): void {
    if (!sheet) return;
    endStroke();
    const { id, layer: dropped } = sheet;
    const empty = emptyLayer(dropped.width, dropped.height);
    if (stepBetween(dropped, empty).length === 0) return;
    change(sheet, empty);
    async function bringBack(): Promise<void> {
      const onto = sheet?.id === id ? sheet : await book.read(id, dropped);
      // What was painted since then stays.
      const layer = mergeEdits(empty, onto.layer, dropped);
      if (sheet === onto) return change(onto, layer);
      onto.history = addStep(onto.history, stepBetween(onto.layer, layer));
      onto.layer = layer;
      book.save(onto);
    }
    notices.show({
      tone: 'info',
      message: 'Edits dropped: this is the computed mask.',
      action: { label: 'Undo', run: () => void run(bringBack) },
    });
  }

  return {
    enter(next) {
      endStroke();
      sheet = next;
      computed = null;
      shown = null;
      if (next) startBrush(next.id);
      if (next) tellHistory(next);
      else setPainting(NOTHING_TO_TAKE_BACK);
    },
    show(mask) {
      computed = mask;
      const layer = stroke?.layer ?? sheet?.layer;
      if (layer) showEdited(layer);
      else showSegmentation(base, mask);
      stroke?.follow(mask.segmentation.mask, shown);
    },
    replaced(changed) {
      if (changed !== sheet) return;
      if (!stroke) showEdited(changed.layer);
      tellHistory(changed);
    },
    layer: () => sheet?.layer ?? null,
    liveLayer: (id) => (sheet?.id === id ? (stroke?.layer ?? sheet.layer) : null),
    heard(id, revision) {
      if (sheet?.id === id && sheet.revision !== revision) book.takeTheirs(sheet);
    },
    actions: {
      setPainting(isOn, tool = painting().tool) {
        if (!isOn) endStroke();
        setPainting({ isOn, tool });
        const { stageTab } = store.getState();
        if (isOn && stageTab !== 'overlay' && stageTab !== 'mask') store.setState({ stageTab: 'overlay' });
      },
      setBrush(brush) {
        const size = Math.round(Math.min(MAX_BRUSH_SIZE, Math.max(1, brush.size ?? painting().size)));
        setPainting({ ...brush, size });
        hasChosenValue ||= brush.value !== undefined;
        const { hiddenClassIds, soloClassId } = store.getState();
        const { value } = painting();
        // What is painted has to be seen.
        if (brush.value === undefined || (soloClassId === null && !hiddenClassIds.includes(value))) return;
        store.setState({ hiddenClassIds: hiddenClassIds.filter((id) => id !== value), soloClassId: null });
      },
      beginStroke(point) {
        if (!sheet || !computed || !shown) return;
        endStroke();
        const { tool, value, size } = painting();
        const painted = tool === 'eraser' ? null : value;
        const begun = beginStroke({ layer: copyLayer(sheet.layer), point, size, value: painted });
        stroke = { ...begun, onto: sheet.layer };
        stroke.follow(computed.segmentation.mask, shown);
        stroke.to(point);
        pixels.changed();
      },
      continueStroke(point) {
        if (!stroke) return;
        stroke.to(point);
        pixels.changed();
      },
      endStroke,
      cancelStroke,
      fillRegion(point) {
        if (!shown || !sheet) return;
        endStroke();
        repaint(connectedRegion(shown, sheet.layer, point), painting().value);
      },
      smoothOutline() {
        if (!shown || !sheet) return;
        endStroke();
        const { value, size } = painting();
        const smooth = smoothOutline(shown, sheet.layer, value, smoothingRadius(size));
        const layer = copyLayer(sheet.layer);
        for (const [index, id] of smooth.entries()) {
          if (id !== shown[index]) layer.values[index] = editOf(id);
        }
        change(sheet, layer);
      },
      undoEdit() {
        // A stroke under way is the newest.
        if (stroke) cancelStroke();
        else if (sheet) move(sheet, undoStep(sheet.history, sheet.layer));
      },
      redoEdit() {
        endStroke();
        if (sheet) move(sheet, redoStep(sheet.history, sheet.layer));
      },
      dropEdits,
    },
  };
}
