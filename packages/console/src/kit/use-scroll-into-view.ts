import { type RefObject, useEffect, useRef } from "react";

/**
 * Brings an element into sight whenever `subject` becomes another thing: on a phone the answer to
 * a button may lie far above it.
 */
export const useScrollIntoView = (subject: unknown): RefObject<HTMLDivElement | null> => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (subject !== undefined) place.current?.scrollIntoView({ block: "center" });
  }, [subject]);
  return place;
};
