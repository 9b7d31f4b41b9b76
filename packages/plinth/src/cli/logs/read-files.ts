import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { CURRENT_FILE, fullSince, listFullFiles } from "#telemetry";

const CHUNK_BYTES = 65_536;
/** Rotations that one look may meet; there is one in ten megabytes. */
const MAX_ROTATIONS = 1_000;

interface OpenFile {
  readonly descriptor: number;
  readonly inode: number;
  readonly decoder: StringDecoder;
  /** What stands behind the last line feed. */
  rest: string;
}

const openFile = (path: string): OpenFile | undefined => {
  try {
    const descriptor = openSync(path, "r");
    const inode = fstatSync(descriptor).ino;
    return { descriptor, inode, decoder: new StringDecoder("utf8"), rest: "" };
  } catch {
    return undefined;
  }
};

const inodeOf = (path: string): number | undefined => {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
};

/** Reads what was appended since the last time. */
const readOn = (file: OpenFile, onLine: (text: string) => void): void => {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const count = readSync(file.descriptor, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) return;
    const texts = (file.rest + file.decoder.write(chunk.subarray(0, count))).split("\n");
    file.rest = texts.pop() ?? "";
    for (const text of texts) if (text !== "") onLine(text);
  }
};

const finish = (file: OpenFile, onLine: (text: string) => void): void => {
  readOn(file, onLine);
  if (file.rest !== "") onLine(file.rest);
  closeSync(file.descriptor);
};

/** Reads the files of a log, and on where it goes on. */
export interface LogReader {
  /** Gives every line that was written since the last look, in order; the first look gives all. */
  readonly look: () => void;
  readonly close: () => void;
}

/**
 * Builds it for the folder of a log. A file that is full keeps its contents under another name, so that a
 * rotation between two looks loses nothing: what is open is read to its end, then what became full
 * meanwhile, then what is written to now.
 */
export const createLogReader = (options: {
  readonly directory: string;
  readonly onLine: (text: string) => void;
  /** Files that were full before this instant are left out; milliseconds since the epoch. */
  readonly since?: number | undefined;
}): LogReader => {
  const { directory, onLine, since = 0 } = options;
  const path = join(directory, CURRENT_FILE);
  let open: OpenFile | undefined;
  let lastFull = "";

  const unread = (): readonly string[] =>
    listFullFiles(directory).filter(
      (name) => name > lastFull && (lastFull !== "" || (fullSince(name) ?? 0) >= since),
    );

  /** Reads what is full and was not read; false where the file that is held is among it. */
  const readFull = (held: OpenFile | undefined): boolean => {
    for (const name of unread()) {
      lastFull = name;
      const full = join(directory, name);
      if (held !== undefined && inodeOf(full) === held.inode) {
        finish(held, onLine);
        return false;
      }
      const file = openFile(full);
      if (file !== undefined) finish(file, onLine);
    }
    return true;
  };

  /** Goes on with the file that is open; true while it is the one that is written to. */
  const goOn = (file: OpenFile): boolean => {
    readOn(file, onLine);
    if (inodeOf(path) === file.inode) return true;
    // Nothing is written to it any more, except what came before its other name was seen.
    open = undefined;
    if (readFull(file)) finish(file, onLine);
    return false;
  };

  const step = (): boolean => {
    if (open !== undefined) return goOn(open);
    // Held before the full ones are listed: should it become full now, it is found among them.
    const held = openFile(path);
    if (!readFull(held) || held === undefined) return held === undefined;
    open = held;
    return goOn(held);
  };

  return {
    look: () => {
      for (let count = 0; count < MAX_ROTATIONS && !step(); count += 1);
    },
    close: () => {
      if (open !== undefined) closeSync(open.descriptor);
      open = undefined;
    },
  };
};
