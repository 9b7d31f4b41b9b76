import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ANCHOR = "audit-anchor.json";

/**
 * Leaves word for the next start that the audit trail of a data directory ends earlier because it was
 * restored (LOG-05). It counts for the anchor that is there now and no other: whoever puts entries back
 * at another time is noticed as ever.
 */
export const noteRestore = (
  dataDirectory: string,
  { now, restoredTo }: { readonly now: number; readonly restoredTo: number },
): void => {
  let anchor: string;
  try {
    anchor = readFileSync(join(dataDirectory, ANCHOR), "utf8");
  } catch {
    // Nobody has seen an end of the chain here: none can be missed.
    return;
  }
  const note = JSON.stringify({ at: now, restoredTo, anchor });
  writeFileSync(join(dataDirectory, "restored.json"), `${note}\n`, { mode: 0o600 });
};
