/** Line icons on a 16-px grid, drawn for this studio. Decoration only: names come from the control around them. */
const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  close: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  dice: 'M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM5.5 5.5h.01M10.5 5.5h.01M8 8h.01M5.5 10.5h.01M10.5 10.5h.01',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  unlock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  grid: 'M2.500 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.500 9h4.500v4.500H2.500zM9 9h4.500v4.500H9z',
  strip: 'M1.500 5h4v6h-4zM6 5h4v6H6zM10.500 5h4v6h-4z',
  chart: 'M2.500 13.500h11M4 11V8M8 11V3M12 11V6',
  flag: 'M4 14V2.500M4 3h8l-2 3 2 3H4',
  ascending: 'M8 13V3M4.500 6.500 8 3l3.500 3.500',
  descending: 'M8 3v10M4.500 9.500 8 13l3.500-3.500',
  trash: 'M2.5 4.500h11M6 4.500v-2h4v2M4 4.500l.6 9h6.800l.6-9',
  undo: 'M3 7h7a3.5 3.5 0 0 1 0 7H7M3 7l3-3M3 7l3 3',
  redo: 'M13 7H6a3.5 3.5 0 0 0 0 7h3M13 7l-3-3M13 7l-3 3',
  download: 'M8 2.500v8M4.5 7 8 10.5 11.5 7M2.5 13.500h11',
  sun: 'M8 10.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 1.500v1.500M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1 1M11.6 11.600l1 1M3.4 12.600l1-1M11.6 4.400l1-1',
  moon: 'M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7Z',
  display: 'M2 3h12v8H2zM5.5 13.500h5M8 11v2.5',
  keyboard: 'M1.5 4h13v8h-13zM4 6.500h.01M6.7 6.500h.01M9.3 6.500h.01M12 6.500h.01M4.5 9.500h7',
  info: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 7.5v3.5M8 5h.01',
  database:
    'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2ZM2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  bolt: 'M9 1.5 3.5 9H8l-1 5.500L12.5 7H8z',
  chip: 'M4.5 4.500h7v7h-7zM6.5 1.500v3M9.5 1.500v3M6.5 11.500v3M9.5 11.500v3M1.5 6.500h3M1.5 9.500h3M11.5 6.500h3M11.5 9.500h3',
  warning: 'M8 2 14.5 13.500h-13zM8 6.500v3M8 11.500h.01',
  chevron: 'm6 4 4 4-4 4',
  back: 'm10 4-4 4 4 4',
  folder: 'M2 4.500a1 1 0 0 1 1-1h3l1.500 1.500H13a1 1 0 0 1 1 1v6.500a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z',
  photo: 'M2 3.500h12v9H2zM2 11l3.500-3.500 3 3L11 8l3 3M10.500 6h.01',
  palette:
    'M8 1.500a6.500 6.500 0 1 0 0 13c1 0 1.500-.7 1.300-1.500-.3-1.300.500-2 1.700-2h1.500a2 2 0 0 0 2-2C14.500 4.800 11.600 1.500 8 1.500ZM5 6.500h.01M8 4.500h.01M11 6.500h.01M4.500 9.500h.01',
  pixels: 'M2.500 2.500h11v11h-11zM2.500 6.200h11M2.500 9.800h11M6.200 2.500v11M9.800 2.500v11',
  list: 'M6 4h8M6 8h8M6 12h8M2.500 4h.01M2.500 8h.01M2.500 12h.01',
  table: 'M2 3h12v10H2zM2 6.500h12M6.500 6.500v6.500',
  brush:
    'M13.500 2.500 7 9M7 9l-1.500-.5c-1.500 0-2.500 1-2.500 2.500 0 1-.6 1.700-1.500 2 1.500 1 5 1 6-1 .6-1.200.3-2-.5-3Z',
  eraser: 'M6 13.500h7.500M9 2.500l4.500 4.500-6.500 6.500H5L2.500 11a1 1 0 0 1 0-1.500zM6 5.500l4.500 4.500',
  fill: 'M7 2 2.500 6.500a1 1 0 0 0 0 1.400l3.600 3.600a1 1 0 0 0 1.400 0L12 7 7 2ZM2.300 7.500h9.200M13.500 9.500c.8 1.200 1.200 2 1.200 2.600a1.200 1.200 0 0 1-2.400 0c0-.6.4-1.400 1.200-2.600Z',
  smooth: 'M1.500 12.500c2 0 3-9 6.500-9s4.500 9 6.500 9',
  target: 'M8 13.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 9.500a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
