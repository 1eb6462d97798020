import type { PixelPoint } from '../../core/edit/types.ts';

/** `eraser` gives pixels back to the computed mask; `fill` paints a whole connected region. */
export const EDIT_TOOLS = ['brush', 'eraser', 'fill'] as const;
export type EditTool = (typeof EDIT_TOOLS)[number];

/** How a person paints over the shown mask, and what can be taken back. */
export interface PaintingState {
  readonly isOn: boolean;
  readonly tool: EditTool;
  /** Diameter in pixels of the mask. */
  readonly size: number;
  /** The mask value that is painted: a class, background or void. */
  readonly value: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export const MAX_BRUSH_SIZE = 64;

export const NO_PAINTING: PaintingState = {
  isOn: false,
  tool: 'brush',
  size: 8,
  value: 0,
  canUndo: false,
  canRedo: false,
};

/** Painting over the mask of the pair on the stage. Points may lie outside the picture: a stroke goes on there. */
export interface EditActions {
  /** With a tool: takes it, too. */
  setPainting(isOn: boolean, tool?: EditTool): void;
  setBrush(change: Partial<Pick<PaintingState, 'size' | 'value'>>): void;
  /** Begins a stroke of brush or eraser. Nothing happens while no mask is shown. */
  beginStroke(point: PixelPoint): void;
  continueStroke(point: PixelPoint): void;
  /** The stroke counts, and is stored. */
  endStroke(): void;
  /** As if the stroke had never begun. */
  cancelStroke(): void;
  /** Paints what is connected with the pixel. */
  fillRegion(point: PixelPoint): void;
  /** Smooths the outline of the brush's class. */
  smoothOutline(): void;
  undoEdit(): void;
  redoEdit(): void;
  /** Shows the computed mask again; with Undo. */
  dropEdits(): void;
}
