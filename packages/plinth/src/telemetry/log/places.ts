import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A line of a source file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Finds the source of a line of code; undefined where the code runs as it was written. */
export type FindPlace = (file: string, line: number) => Place | undefined;

/** What `scripts/pack.mjs` writes beside a packed file: three numbers a run. */
interface Table {
  readonly sources: readonly string[];
  readonly runs: readonly number[];
}

const isTable = (value: unknown): value is Table =>
  typeof value === "object" &&
  value !== null &&
  Array.isArray(Reflect.get(value, "sources")) &&
  Array.isArray(Reflect.get(value, "runs"));

const NUMBERS = 3;

const loadTable = (file: string): Table | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(`${file}.places`, "utf8"));
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const lookUp = (table: Table, file: string, line: number): Place | undefined => {
  const { runs, sources } = table;
  let low = 0;
  let high = runs.length / NUMBERS;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle * NUMBERS] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return undefined;
  const [first = 0, at = -1, from = 0] = runs.slice((low - 1) * NUMBERS, low * NUMBERS);
  const source = sources[at];
  if (source === undefined) return undefined;
  return { file: resolve(dirname(file), source), line: from + line - first };
};

/** Builds a finder that keeps every table it has read: for one who asks of many lines and ends. */
export const createPlaceFinder = (): FindPlace => {
  const tables = new Map<string, Table | undefined>();
  return (file, line) => {
    if (!tables.has(file)) tables.set(file, loadTable(file));
    const table = tables.get(file);
    return table === undefined ? undefined : lookUp(table, file, line);
  };
};

/** A place in a frame; it begins where a word does, so that each word is looked at once. */
const PLACE = /(?<![^\s(])(?:file:\/\/)?(\/[^\s():]{1,700}\.js):(\d{1,7}):\d{1,5}/g;
/** Frames that are remembered; code has so many places where something can go wrong, at most. */
const MAX_FRAMES = 1_000;

/** The stack of a fault with places in the sources for places in packed files. */
export type ReadStack = (stack: string) => string;

/**
 * Builds a reader of stacks. Tables are let go at once, frames are remembered: a storm of faults has
 * few places, and a server that has none keeps nothing.
 */
export const createStackReader = (): ReadStack => {
  const frames = new Map<string, string>();
  return (stack) => {
    if (!stack.includes("/dist/")) return stack;
    const findPlace = createPlaceFinder();
    return stack.replace(PLACE, (frame, path: string, line: string) => {
      if (!path.includes("/dist/")) return frame;
      const known = frames.get(frame);
      if (known !== undefined) return known;
      const file = frame.startsWith("file:") ? fileURLToPath(`file://${path}`) : path;
      const place = findPlace(file, Number(line));
      const text = place === undefined ? frame : `${place.file}:${place.line}:1`;
      if (frames.size < MAX_FRAMES) frames.set(frame, text);
      return text;
    });
  };
};

const MAX_DEPTH = 5;

/** Puts readable stacks into what a fault became in a line, its causes included; changes `value`. */
export const readStacks = (value: unknown, read: ReadStack, depth = MAX_DEPTH): void => {
  if (typeof value !== "object" || value === null || depth === 0) return;
  if (Array.isArray(value)) {
    for (const one of value) readStacks(one, read, depth - 1);
    return;
  }
  const stack: unknown = Reflect.get(value, "stack");
  if (typeof stack === "string") Reflect.set(value, "stack", read(stack));
  readStacks(Reflect.get(value, "cause"), read, depth - 1);
  readStacks(Reflect.get(value, "errors"), read, depth - 1);
};
