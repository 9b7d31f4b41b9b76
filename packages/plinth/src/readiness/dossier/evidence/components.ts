import type { LockEvidence } from "./shapes.ts";

/** A package that is installed, and under which terms. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; "unknown" where the package says none. */
  readonly licence: string;
  /** Needed to build and test only. */
  readonly isDev: boolean;
}

/** Where the licence of an installed package is read: the text of its package.json, if it is there. */
export type ReadManifest = (folder: string) => string | undefined;

/** What package.json says: a text, or the old forms of it. */
const licenceIn = (manifest: string | undefined): string | undefined => {
  if (manifest === undefined) return undefined;
  let value: { license?: unknown; licenses?: unknown };
  try {
    value = JSON.parse(manifest) as typeof value;
  } catch {
    return undefined;
  }
  const one = value.license ?? (Array.isArray(value.licenses) ? value.licenses[0] : undefined);
  if (typeof one === "string") return one;
  const type = (one as { type?: unknown } | null | undefined)?.type;
  return typeof type === "string" ? type : undefined;
};

/**
 * The packages of a lock file by name and version; packages of this repository itself, which are
 * linked and not installed, are left out.
 */
export const componentsOf = (lock: LockEvidence, read: ReadManifest): readonly Component[] =>
  Object.entries(lock.packages)
    .filter(([folder, { link = false }]) => folder.includes("node_modules/") && !link)
    .map(([folder, { version = "unknown", license, dev = false }]) => ({
      name: folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      // What is installed beats what was locked; packages of other systems are not installed here.
      licence: licenceIn(read(folder)) ?? license ?? "unknown",
      isDev: dev,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** Terms that ask for no more than a notice (or a public mirror of changes to the files themselves). */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "CC-BY-4.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Whether an SPDX expression leaves a way to use the package under allowed terms. */
export const isAllowedLicence = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, " ")
    .split(/\sOR\s/)
    .some((choice) =>
      choice
        .trim()
        .split(/\sAND\s/)
        .every((one) => ALLOWED.has(one.trim())),
    );
