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
  home: 'M5 4h14v16H5zM8 8h8M8 12h8M8 16h5',
  inbox: 'M12 3v10M8 9.500l4 4l4-4M4 15v5h16v-5',
  outbox: 'M12 14V4M8 7.500l4-4l4 4M4 15v5h16v-5',
  account: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6',
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
