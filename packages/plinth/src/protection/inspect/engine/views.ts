import { foldCompatibility } from "./compatibility.ts";
import { decodeEntities } from "./entities.ts";
import { decodeEscapes } from "./escapes.ts";
import type { Meter } from "./finding.ts";
import { decodePercent } from "./percent.ts";

/** Rounds of decoding; each undoes one layer of every kind. */
const MAX_ROUNDS = 5;

/**
 * The text as it is and as it reads after each round of decoding, until nothing changes or the
 * rounds are used up (P-071). Decoding only ever shortens, so the work stays linear.
 */
export const decodedViews = (text: string, meter: Meter): readonly string[] => {
  const views = [text];
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const percent = decodePercent(current, meter);
    const entities = decodeEntities(percent, meter);
    const next = foldCompatibility(decodeEscapes(entities, meter), meter);
    if (next === current) break;
    views.push(next);
    current = next;
  }
  return views;
};
