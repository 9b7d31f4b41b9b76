import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const NOTE = "restored.json";
const ANCHOR = "audit-anchor.json";

interface Note {
  readonly restoredTo: number;
  readonly anchor: string;
}

const textOf = (directory: string, name: string): string | undefined => {
  try {
    return readFileSync(join(directory, name), "utf8");
  } catch {
    // Without a note, or the anchor that it names, an earlier end of the trail is noticed as ever.
    return undefined;
  }
};

const parse = (text: string | undefined): Note | undefined => {
  try {
    const { restoredTo, anchor } = JSON.parse(text ?? "") as Partial<Note>;
    return typeof anchor === "string" && Number.isSafeInteger(restoredTo)
      ? { anchor, restoredTo: Number(restoredTo) }
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Takes the word that `plinth backup restore` left: the instant whose state was restored, undefined
 * where nothing was. It is gone then, and counts only while the anchor is what it was at the restore.
 */
export const takeRestoreNote = (directory: string): number | undefined => {
  const note = parse(textOf(directory, NOTE));
  rmSync(join(directory, NOTE), { force: true });
  return note !== undefined && note.anchor === textOf(directory, ANCHOR)
    ? note.restoredTo
    : undefined;
};
