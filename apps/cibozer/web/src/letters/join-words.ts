import type { Words } from "./words.ts";

const subjectOf = (words: Words): string => {
  if (words.kind === "taste") return `taste ${words.recipe}`;
  if (words.kind === "eaten") return `eaten ${words.meal.date} ${words.meal.slot}`;
  if (words.kind === "ticks") return `ticks ${words.plan}`;
  return `note ${words.plan} ${words.place.day} ${words.place.slot}`;
};

/** Newer words on the same make older ones needless; ticks of one list go together. */
export const joinWords = (older: Words, newer: Words): Words | undefined => {
  if (subjectOf(older) !== subjectOf(newer)) return undefined;
  if (older.kind !== "ticks" || newer.kind !== "ticks") return newer;
  return { ...newer, changes: { ...older.changes, ...newer.changes } };
};
