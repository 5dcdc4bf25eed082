/** Icons: a 24 grid, drawn in the colour of the text, always beside a word (so they are hidden from screen readers). */
import type { JSX } from 'preact';

const paths = {
  /** The product's mark: a sheet in a double frame with the seal's dot. */
  mark: 'M2.5 2.5h19v19h-19zM6 8h12M6 12h12M6 16h6M17 16.2v.1',
  done: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 12.3l2.7 2.7L16 9.5',
  refused: 'M8.2 3h7.6L21 8.2v7.6L15.800 21H8.2L3 15.800V8.2zM9 9l6 6M15 9l-6 6',
  attention: 'M12 4L22 20.500H2zM12 10v5M12 17.600v.2',
  arrived: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16z',
  inWork: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16zM12 4v16M14 4.300v15.400M16.500 5.500v13',
  waiting:
    'M12 3a9 9 0 0 1 4.500 1.200M19.800 7.500a9 9 0 0 1 0 9M16.500 19.800a9 9 0 0 1-9 0M4.200 16.500a9 9 0 0 1 0-9M12 7v5l3 2',
  deliveries: 'M3 11.500L21 4l-5 16-4.500-6.500zM11.500 13.500L21 4',
  mails: 'M3 6h18v12H3zM3 7l9 6.500L21 7',
  certificates: 'M4 4h16v11H4zM8 8h8M8 11h5M15.500 13v7l-2-1.300-2 1.300v-5',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h3M11 12h9',
  home: 'M5 4h14v16H5zM8 8h8M8 12h8M8 16h5',
  inbox: 'M12 3v10M8 9.500l4 4l4-4M4 15v5h16v-5',
  outbox: 'M12 14V4M8 7.500l4-4l4 4M4 15v5h16v-5',
  account: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6',
  more: 'M5 12v.2M12 12v.2M19 12v.2',
  down: 'M6 9.500l6 6l6-6',
  right: 'M9.500 6l6 6l-6 6',
  left: 'M14.500 6l-6 6l6 6',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13zM15.500 15.500L21 21',
  write: 'M5 19l1-4.500L16 4.500l3.500 3.500L9.500 18zM14 6.500l3.500 3.500',
  undecided:
    'M12 2.500L21.500 12L12 21.500L2.500 12zM9.800 9.800c0-1.400 1-2.200 2.300-2.200s2.200.8 2.200 2c0 1.700-2.200 1.800-2.200 3.500M12.100 16v.2',
  paused: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM10 9v6M14 9v6',
  recall: 'M20 12H4M10 6l-6 6l6 6',
  close: 'M6 6l12 12M18 6L6 18',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  save: 'M12 4v10M8 10.500l4 4l4-4M5 19h14',
  register: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 8h6M9 12h6',
  report: 'M4 20h16M7 20v-7M12 20V6M17 20v-10',
  directory: 'M4 20V9l8-5l8 5v11M9 20v-6h6v6',
  people:
    'M9 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM3 19c.5-3 2.500-5 6-5s5.500 2 6 5M16 5.500a3 3 0 0 1 0 5.500M17.500 14.500c2 .6 3.200 2.200 3.500 4.500',
  health: 'M3 12h4l2.500-6l4.500 12l2.500-6h4.500',
  log: 'M5 4h14v16H5zM9 9l2 2l4-4M9 15h6',
  verify: 'M12 3l8 3v6c0 5-3.500 8-8 9c-4.500-1-8-4-8-9V6zM8.500 12l2.500 2.500l4.500-5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
