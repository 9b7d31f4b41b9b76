import type { ReactNode } from "react";

/** Drawn on a 20 x 20 grid with the text's own colour. */
const shapes = {
  copy: <path d="M7.500 7.500h9v9h-9zM4.500 12.500h-1v-9h9v1" />,
  download: <path d="M10 3v9M6 8.500l4 4 4-4M3.500 16.500h13" />,
  shield: (
    <path d="M10 2.500l6.500 2.500v5c0 4-3 6.500-6.500 7.500-3.500-1-6.500-3.500-6.500-7.500V5z" />
  ),
  check: <path d="M4 10.5l4 4 8-9" />,
  close: <path d="M5 5l10 10M15 5L5 15" />,
  chevron: <path d="M5 8l5 5 5-5" />,
  eye: (
    <>
      <path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" />
      <circle cx="10" cy="10" r="2.2" />
    </>
  ),
  "eye-off": (
    <path d="M3 3l14 14M8 5.3A8 8 0 0110 5c5 0 8 5 8 5a14 14 0 01-2.3 2.8M5 6.700A13 13 0 002 10s3 5 8 5a8 8 0 003-.6" />
  ),
  sun: (
    <>
      <circle cx="10" cy="10" r="3.5" />
      <path d="M10 1.500v2M10 16.500v2M1.5 10h2M16.5 10h2M4 4l1.4 1.400M14.6 14.600L16 16M16 4l-1.4 1.400M5.4 14.600L4 16" />
    </>
  ),
  moon: <path d="M16.5 12A7 7 0 018 3.5 7 7 0 1016.5 12z" />,
  system: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 3a7 7 0 010 14z" fill="currentColor" />
    </>
  ),
  info: <path d="M10 9v5M10 6v.2M10 18a8 8 0 100-16 8 8 0 000 16z" />,
  warn: <path d="M10 8v4M10 14.500v.2M10 2.500L1.8 17h16.400z" />,
  lock: <path d="M6 9V6.500a4 4 0 018 0V9M4.5 9h11v8h-11z" />,
  unlock: <path d="M6 9V6.500a4 4 0 017.6-1.700M4.5 9h11v8h-11z" />,
  key: (
    <path d="M8.500 11.500l8-8M13.500 6.500l2.500 2.500M7 17a3.500 3.500 0 100-7 3.500 3.500 0 000 7z" />
  ),
  mail: <path d="M2.500 5h15v10.500h-15zM3 5.500l7 5.500 7-5.500" />,
  more: <path d="M4.500 10h.1M10 10h.1M15.500 10h.1" strokeWidth="2.6" />,
  undo: <path d="M7 4L3 8l4 4M3.500 8H12a4.500 4.500 0 010 9H8" />,
  star: (
    <path d="M10 2.500l2.300 4.800 5.200.700-3.800 3.600.900 5.200L10 14.300l-4.600 2.500.900-5.200L2.500 8l5.200-.700z" />
  ),
  minus: <path d="M4 10h12" />,
  share: <path d="M10 12V3M6.500 6L10 2.500 13.500 6M4 10v7h12v-7" />,
  swap: <path d="M3 7h12M12 3.500L15.5 7 12 10.500M17 13H5M8 9.500L4.5 13 8 16.5" />,
  print: <path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 12h8v5H6z" />,
  trash: <path d="M3 5h14M8 5V3h4v2M5 5l1 12h8l1-12M8.5 8.500v5M11.5 8.500v5" />,
  plus: <path d="M10 4v12M4 10h12" />,
  back: <path d="M12 4l-6 6 6 6" />,
  basket: <path d="M2.5 8h15l-2 9h-11zM6 8l3-5M14 8l-3-5M8 11v3M12 11v3" />,
  clock: <path d="M10 5.500V10l3 2M10 18a8 8 0 100-16 8 8 0 000 16z" />,
  person: (
    <path d="M10 10a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 17.500c.8-4 3.5-5.5 7-5.500s6.2 1.5 7 5.5" />
  ),
} satisfies Record<string, ReactNode>;

/** Names of the drawn icons. */
export type IconName = keyof typeof shapes;

/** A small line drawing; decoration only, so the control around it carries the name. */
export const Icon = ({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    aria-hidden="true"
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {shapes[name]}
  </svg>
);
