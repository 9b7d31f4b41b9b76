import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, StartTimer } from "#core";
import { ifThere } from "#core";
import { BackupFault, wordsOf } from "../fault.ts";
import { type ObjectKey, type OpeningKey, readObject, sealObject } from "../format/container.ts";
import type { BackupTarget } from "../targets/contract.ts";

// Uploaded files lie beside the database under names that are used once, and are never written again:
// a copy of each is enough, whatever instant is restored.

const EVERY_MS = 60_000;
/** A file that is gone stays in the backup as long as every instant can be restored. */
const GONE_MS = 7 * 86_400_000;
const FOLDER = /^[0-9a-f]{2}$/;
const NAME = /^[0-9a-f]{32}$/;
const GONE = "files/gone.plb";
const OBJECT = /^files\/[0-9a-f]{2}\/([0-9a-f]{32})\.plb$/;

/** Where a file is kept in a backup. */
export const fileObject = (name: string): string => `files/${name.slice(0, 2)}/${name}.plb`;

/** The name of the file that an object is of; undefined for any other object. */
export const fileOf = (object: string): string | undefined => OBJECT.exec(object)?.[1];

/** Where a file lies in the directory of uploads. */
export const filePath = (directory: string, name: string): string =>
  join(directory, name.slice(0, 2), name.slice(2, 4), name);

/** How the files are. */
export interface FilesState {
  readonly kept: number;
  /** Files that had no copy when somebody looked last. */
  readonly waiting: number;
  /** Why not all of them could be copied when somebody looked last; undefined where they could. */
  readonly fault: string | undefined;
}

/** What keeps them. */
export interface FileKeeperParts {
  readonly target: BackupTarget;
  readonly copyTo: BackupTarget | undefined;
  readonly objectKey: ObjectKey;
  readonly opening: OpeningKey;
  /** The directory of uploads. */
  readonly directory: string;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly onFault: (fault: unknown) => void;
}

/** Copies uploaded files into the backup. */
export interface FileKeeper {
  /**
   * Copies what has no copy, and forgets what is gone for long. One that cannot be read keeps no other
   * from being copied; rejects in the end, at once where the place of the backups takes nothing.
   */
  readonly ship: () => Promise<void>;
  readonly state: () => FilesState;
  readonly start: () => void;
  readonly stop: () => void;
}

const foldersIn = async (path: string): Promise<readonly string[]> =>
  ((await ifThere(readdir(path))) ?? []).filter((name) => FOLDER.test(name));

/** What there is to be copied, and why there may be more. */
interface Found {
  readonly names: Set<string>;
  readonly faults: unknown[];
}

/** Names of all files that are whole. A folder that cannot be read hides only its own. */
const namesIn = async (directory: string): Promise<Found> => {
  const found: Found = { names: new Set(), faults: [] };
  const look = async (path: string): Promise<void> => {
    for (const name of (await ifThere(readdir(path))) ?? []) {
      if (NAME.test(name)) found.names.add(name);
    }
  };
  const noteFault = (why: unknown): void => void found.faults.push(why);
  for (const outer of await foldersIn(directory)) {
    const inner = await foldersIn(join(directory, outer)).catch(noteFault);
    for (const name of inner ?? []) await look(join(directory, outer, name)).catch(noteFault);
  }
  return found;
};

const readGone = async ({ target, opening }: FileKeeperParts): Promise<Map<string, number>> => {
  try {
    const { content } = await readObject(opening, GONE, target.get(GONE));
    return new Map(Object.entries(JSON.parse(content.toString("utf8")) as Record<string, number>));
  } catch (fault) {
    if (fault instanceof BackupFault && fault.kind === "missing") return new Map();
    throw fault;
  }
};

/** Copies a file; resolves to the fault of one that cannot be read. */
const copyFile = async (parts: FileKeeperParts, name: string): Promise<unknown> => {
  const { target, copyTo, objectKey, directory, clock } = parts;
  const path = filePath(directory, name);
  const found = await ifThere(stat(path)).catch((why: unknown) => ({ why }));
  // It may be removed meanwhile, and is then needed no more.
  if (found === undefined) return undefined;
  if ("why" in found) return found.why;
  let unread: unknown;
  const content = async function* () {
    try {
      yield* createReadStream(path);
    } catch (why) {
      unread = why;
      throw why;
    }
  };
  const object = fileObject(name);
  const header = { name: object, at: clock.now(), meta: { kind: "file", bytes: found.size } };
  try {
    const made = await target.put(object, sealObject(objectKey, header, content()));
    await copyTo?.put(object, target.get(object), made.bytes);
  } catch (why) {
    if (unread === undefined) throw why;
  }
  return unread;
};

/** Builds it. */
export const createFileKeeper = (parts: FileKeeperParts): FileKeeper => {
  const { target, copyTo, objectKey, directory, clock } = parts;
  let kept: Set<string> | undefined;
  let gone: Map<string, number> | undefined;
  let waiting = 0;
  let fault: string | undefined;
  let working: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let isStopped = false;

  const writeGone = async (): Promise<void> => {
    const text = Buffer.from(JSON.stringify(Object.fromEntries(gone ?? [])));
    const header = { name: GONE, at: clock.now(), meta: { kind: "gone files" } };
    await target.put(GONE, sealObject(objectKey, header, [text]));
  };

  const forget = async (here: ReadonlySet<string>, there: Set<string>): Promise<void> => {
    gone ??= await readGone(parts);
    const now = clock.now();
    let isChanged = false;
    for (const name of there) {
      if (here.has(name)) {
        isChanged = gone.delete(name) || isChanged;
      } else if (!gone.has(name)) {
        gone.set(name, now);
        isChanged = true;
      }
    }
    for (const [name, since] of gone) {
      if (now - since < GONE_MS) continue;
      await target.remove(fileObject(name));
      await copyTo?.remove(fileObject(name));
      there.delete(name);
      gone.delete(name);
      isChanged = true;
    }
    if (isChanged) await writeGone();
  };

  const shipAll = async (): Promise<void> => {
    kept ??= new Set((await target.list("files/")).flatMap(({ name }) => fileOf(name) ?? []));
    const { names: here, faults } = await namesIn(directory);
    // What lies in a folder that cannot be read is not gone.
    const isWhole = faults.length === 0;
    const missing = [...here].filter((name) => kept?.has(name) !== true);
    waiting = missing.length;
    for (const name of missing) {
      if (isStopped) return;
      const why = await copyFile(parts, name);
      if (why === undefined) {
        kept.add(name);
        waiting -= 1;
      } else {
        faults.push(why);
      }
    }
    if (isWhole) await forget(here, kept);
    if (faults.length > 0) throw faults[0];
    fault = undefined;
  };

  const ship = (): Promise<void> => {
    working ??= shipAll()
      .catch((why: unknown) => {
        fault = wordsOf(why);
        throw why;
      })
      .finally(() => {
        working = undefined;
      });
    return working;
  };
  const again = (ms: number): void => {
    if (isStopped) return;
    cancel = parts.startTimer(ms, () => {
      ship()
        .catch(parts.onFault)
        .finally(() => again(EVERY_MS));
    });
  };

  return {
    ship,
    state: () => ({ kept: kept?.size ?? 0, waiting, fault }),
    start: () => again(0),
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
};
