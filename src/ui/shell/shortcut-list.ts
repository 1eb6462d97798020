export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** What the shortcuts dialog shows; use-shortcuts.ts makes it true. */
export const SHORTCUT_GROUPS: readonly ShortcutGroup[] = [
  {
    title: 'Generate',
    shortcuts: [
      { keys: ['Ctrl', 'Enter'], does: 'Generate, or queue another' },
      { keys: ['Esc'], does: 'Stop the running picture' },
    ],
  },
  {
    title: 'Stage',
    shortcuts: [
      { keys: ['1', '2', '3', '4'], does: 'Picture, Overlay, Mask, Heatmaps' },
      { keys: ['O'], does: 'Overlay on and off' },
      { keys: ['[', ']'], does: 'Overlay opacity' },
      { keys: ['Ctrl', 'Wheel'], does: 'Zoom around the pointer' },
      { keys: ['Arrows'], does: 'On the picture: read scores (Shift: 8 pixels)' },
    ],
  },
  {
    title: 'Paint on the mask',
    shortcuts: [
      { keys: ['B'], does: 'Brush, and painting off' },
      { keys: ['E'], does: 'Eraser: back to the computed mask' },
      { keys: ['G'], does: 'While painting: fill a region' },
      { keys: ['[', ']'], does: 'While painting: brush size' },
      { keys: ['Ctrl', 'Z'], does: 'Undo a stroke' },
      { keys: ['Ctrl', 'Shift', 'Z'], does: 'Redo a stroke' },
      { keys: ['Space'], does: 'On the picture: paint once' },
      { keys: ['Enter'], does: 'On the picture: brush down, and up' },
      { keys: ['Esc'], does: 'Stop painting' },
    ],
  },
  {
    title: 'Review',
    shortcuts: [
      { keys: ['A'], does: 'Accept, go to the next' },
      { keys: ['R'], does: 'Reject, go to the next' },
      { keys: ['U'], does: 'Undecided, go to the next' },
      { keys: ['G'], does: 'Gallery as a grid or a strip' },
      { keys: ['Del'], does: 'Delete the picture' },
      { keys: ['←', '→'], does: 'In the gallery: previous, next' },
      { keys: ['Shift', '→'], does: 'In the gallery: select several' },
    ],
  },
  {
    title: 'Elsewhere',
    shortcuts: [
      { keys: ['←', '→'], does: 'On a class: move it' },
      { keys: ['?'], does: 'This list' },
    ],
  },
];
