import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory of one test, and its removal. */
export const scratchDirectory = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), "plinth-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
