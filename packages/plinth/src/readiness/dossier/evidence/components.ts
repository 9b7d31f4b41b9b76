import { licenceOfText } from "./licence-texts.ts";
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

/** Reads a file of an installed package by the package's folder; undefined where it is not there. */
export type ReadInstalled = (
  folder: string,
  file: "package.json" | "LICENSE",
) => string | undefined;

/** npm's way of pointing at a file instead of naming terms. */
const POINTS_AT_FILE = /^see licen[cs]e in /i;

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
 * What is installed beats what was locked; packages of other systems are not installed here. Where
 * neither names terms, the text beside them may be one that was read.
 */
const licenceOf = (folder: string, locked: string | undefined, read: ReadInstalled): string => {
  const named = licenceIn(read(folder, "package.json")) ?? locked;
  if (named !== undefined && !POINTS_AT_FILE.test(named)) return named;
  return licenceOfText(read(folder, "LICENSE") ?? "") ?? named ?? "unknown";
};

/**
 * The packages of a lock file by name and version; packages of this repository itself, which are
 * linked and not installed, are left out.
 */
export const componentsOf = (lock: LockEvidence, read: ReadInstalled): readonly Component[] =>
  Object.entries(lock.packages)
    .filter(([folder, { link = false }]) => folder.includes("node_modules/") && !link)
    .map(([folder, { version = "unknown", license, dev = false }]) => ({
      name: folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: licenceOf(folder, license, read),
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
  "Bitstream-Vera",
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
