import type { Rolldown } from "vite";

/** Adds a script of the build, and all that it imports at once, to `seen`. */
export const closureOf = (bundle: Rolldown.OutputBundle, name: string, seen: Set<string>): void => {
  const chunk = bundle[name];
  if (chunk?.type !== "chunk" || seen.has(name)) return;
  seen.add(name);
  for (const next of chunk.imports) closureOf(bundle, next, seen);
};

/**
 * The script that a source file, or a module of the build's own ("catalog:de"), became a part of.
 * @throws {Error} where there is none: the source has another name now.
 */
export const findPart = (bundle: Rolldown.OutputBundle, source: string): string => {
  const found = Object.values(bundle).find(
    (item) =>
      item.type === "chunk" &&
      item.moduleIds.some((id) => id.endsWith(`/${source}`) || id === `\0${source}`),
  );
  if (found === undefined) throw new Error(`the build lacks ${source}`);
  return found.fileName;
};
