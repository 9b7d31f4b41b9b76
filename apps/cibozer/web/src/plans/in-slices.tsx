import { type ReactElement, startTransition, useEffect, useState } from "react";

/** Where days and aisles stand one below the other, so that later ones move nothing. */
const ONE_COLUMN = "(max-width: 39.99rem)";

/**
 * Parts of a page one below the other: on phones the first ones, which fill the screen, at once, and
 * each further one in a frame of its own. What nobody sees yet holds up no press (PERF-04).
 */
export const InSlices = (props: {
  readonly first: number;
  readonly children: readonly ReactElement[];
}) => {
  const { length } = props.children;
  const [drawn, setDrawn] = useState(() =>
    matchMedia(ONE_COLUMN).matches ? props.first : Number.POSITIVE_INFINITY,
  );
  useEffect(() => {
    if (drawn >= length) return;
    let timer: ReturnType<typeof setTimeout>;
    // After the frame that shows what is there, not in it.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setDrawn(drawn + 1)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [drawn, length]);
  return props.children.slice(0, drawn);
};
