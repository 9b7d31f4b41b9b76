import { type ReactElement, startTransition, useEffect, useState } from "react";

/** Where days and aisles stand one below the other, so that later ones move nothing. */
const ONE_COLUMN = "(max-width: 39.99rem)";

/** How a long page is drawn on phones. */
export type Slices = {
  /** Parts that are drawn at once. */
  readonly first: number;
  /** Parts that each further slice draws; one unless told otherwise. */
  readonly step?: number | undefined;
  /** Frames between slices, where a part is drawn in slices itself; one unless told otherwise. */
  readonly frames?: number | undefined;
};

/**
 * How many of `length` parts are to be drawn: on phones the first ones, which fill the screen, at once,
 * and the others in frames of their own. What nobody sees yet holds up no press (PERF-04).
 */
export const useSlices = (length: number, { first, step = 1, frames = 1 }: Slices): number => {
  const [drawn, setDrawn] = useState(() =>
    matchMedia(ONE_COLUMN).matches ? first : Number.POSITIVE_INFINITY,
  );
  useEffect(() => {
    if (drawn >= length) return;
    let frame: number;
    let timer: ReturnType<typeof setTimeout>;
    const waitFor = (left: number): void => {
      frame = requestAnimationFrame(() => {
        if (left > 1) waitFor(left - 1);
        // After the frame that shows what is there, not in it.
        else timer = setTimeout(() => startTransition(() => setDrawn(drawn + step)));
      });
    };
    waitFor(frames);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [drawn, length, step, frames]);
  return drawn;
};

/** Parts of a page one below the other, drawn as `useSlices` says. */
export const InSlices = ({
  children,
  ...slices
}: Slices & { readonly children: readonly ReactElement[] }) =>
  children.slice(0, useSlices(children.length, slices));
