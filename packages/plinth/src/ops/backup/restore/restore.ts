import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ifThere } from "#core";
import { FRAME_HEADER } from "#store";
import {
  type Catalog,
  type FullBackup,
  instantOf,
  type LogPiece,
  readCatalog,
} from "../catalog/catalog.ts";
import { BackupFault } from "../fault.ts";
import { decompressed } from "../format/compress.ts";
import { type OpeningKey, openObject, readObject } from "../format/container.ts";
import { decodeRecords, type LogRecord } from "../format/records.ts";
import type { BackupTarget } from "../targets/contract.ts";

/** Pages that are held back before they are written, each once, however often they changed. */
const HELD_BYTES = 32 << 20;

/** What a restore needs. */
export interface RestoreOptions {
  readonly target: BackupTarget;
  readonly key: OpeningKey;
  /** The state of this instant, in milliseconds since the epoch; the newest where it is absent. */
  readonly at?: number;
  /** The file to be made; what is there is not replaced. */
  readonly file: string;
  readonly onProgress?: (progress: RestoreProgress) => void;
}

/** How far a restore is. */
export interface RestoreProgress {
  readonly step: "full backup" | "log";
  /** Bytes that were read, and those that there are. */
  readonly done: number;
  readonly total: number;
}

/** What a restore made. */
export interface RestoredDatabase {
  readonly full: FullBackup;
  /** The last commit that is in it, or the instant of the full backup. */
  readonly at: number;
  /** The number of the last record of the log that is in it. */
  readonly number: number;
  /** Bytes of the database. */
  readonly bytes: number;
  readonly commits: number;
}

/** The newest full backup that is not later than an instant. */
export const chooseFull = ({ full }: Catalog, at: number | undefined): FullBackup => {
  const first = full[0];
  if (first === undefined) {
    throw new BackupFault("missing", "there is no full backup; plinth backup create makes one");
  }
  const fits = full.filter((one) => at === undefined || one.at <= at).at(-1);
  if (fits === undefined) {
    throw new BackupFault(
      "missing",
      `nothing is as old as ${new Date(at ?? 0).toISOString()}: the first backup is of ${new Date(first.at).toISOString()}`,
    );
  }
  return fits;
};

/** The pieces of log that go on from a full backup. */
export const piecesAfter = (
  { log }: Pick<Catalog, "log">,
  { generation, number }: Pick<FullBackup, "generation" | "number">,
): readonly LogPiece[] => {
  const own = log.filter((piece) => piece.generation === generation);
  // The one that begins before may go on behind it.
  const before = own.filter((piece) => piece.first <= number + 1).length;
  return own.slice(Math.max(0, before - 1));
};

/** Puts pages into a database file: each commit's in the order of the log. */
const createPages = (handle: FileHandle) => {
  const held = new Map<number, Uint8Array>();
  let bytes = 0;
  let size = 0;
  const write = async (): Promise<void> => {
    const pages = [...held].sort(([one], [other]) => one - other);
    held.clear();
    bytes = 0;
    for (const [page, content] of pages) {
      await handle.write(content, 0, content.length, (page - 1) * content.length);
    }
  };
  return {
    /** Takes the frames of a record up to and with a number of them. */
    take: async ({ frames, pageSize }: LogRecord, from: number, to: number): Promise<void> => {
      const bytesOf = Buffer.from(frames.buffer, frames.byteOffset, frames.length);
      for (let index = from; index < to; index += 1) {
        const at = index * (FRAME_HEADER + pageSize);
        const page = bytesOf.readUInt32BE(at);
        const content = bytesOf.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
        if (!held.has(page)) bytes += pageSize;
        // A copy: the piece of log around it can go.
        held.set(page, Buffer.from(content));
        const pages = bytesOf.readUInt32BE(at + 4);
        if (pages !== 0) size = pages * pageSize;
      }
      if (bytes >= HELD_BYTES) await write();
    },
    /** Writes what is held, and gives the file the length of the last commit. */
    end: async (): Promise<void> => {
      await write();
      if (size > 0) await handle.truncate(size);
    },
  };
};

/** What reading from a target needs. */
export type RestoreSource = Pick<RestoreOptions, "target" | "key" | "at" | "onProgress">;

/** Writes a full backup into a file. */
export const writeFull = async (
  { target, key, onProgress }: RestoreSource,
  full: FullBackup,
  handle: FileHandle,
): Promise<void> => {
  const { header, content } = await openObject(key, full.name, target.get(full.name));
  const total = Number(header.meta["bytes"]);
  let done = 0;
  for await (const piece of decompressed(content())) {
    await handle.appendFile(piece);
    done += piece.byteLength;
    onProgress?.({ step: "full backup", done, total });
  }
  if (done !== total) throw new BackupFault("damaged", `${full.name} has not all of its bytes`);
};

/** Up to where the log is in a file. */
export interface Applied {
  /** The last commit that is in it. */
  readonly at: number;
  /** The last record of the log that is in it. */
  readonly number: number;
  readonly commits: number;
}

/**
 * Puts the log behind a state into its file, up to an instant. Pages are written as wholes: what broke
 * off may be done again from the same state on.
 * @throws {BackupFault} where the log does not go on from there.
 */
export const applyLog = async (
  { target, key, at: until = Number.POSITIVE_INFINITY, onProgress }: RestoreSource,
  full: Pick<FullBackup, "number" | "at">,
  pieces: readonly LogPiece[],
  handle: FileHandle,
): Promise<Applied> => {
  const pages = createPages(handle);
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let number = full.number;
  let at = full.at;
  let commits = 0;
  for (const piece of pieces) {
    if (piece.first > number + 1) {
      throw new BackupFault(
        "damaged",
        `the log has a gap before ${piece.name}: it can be restored up to ${new Date(at).toISOString()} (--at)`,
      );
    }
    const { content } = await readObject(key, piece.name, target.get(piece.name));
    for await (const record of decodeRecords(content, piece.name)) {
      if (record.number <= number) continue;
      if (record.number !== number + 1) {
        throw new BackupFault("damaged", `${piece.name} does not go on from what is before it`);
      }
      const due = record.commits.filter((commit) => commit.at <= until);
      await pages.take(record, 0, due.at(-1)?.frames ?? 0);
      commits += due.length;
      at = due.at(-1)?.at ?? at;
      if (due.length < record.commits.length) {
        await pages.end();
        return { at, number, commits };
      }
      number = record.number;
    }
    done += piece.bytes;
    onProgress?.({ step: "log", done, total });
  }
  await pages.end();
  return { at, number, commits };
};

/** @throws {BackupFault} where a file would be overwritten. */
const requireFree = async (file: string): Promise<void> => {
  const found = await ifThere(stat(file));
  if (found !== undefined) throw new BackupFault("refused", `${file} is there already`);
};

/**
 * Makes a database file as it was at an instant: the full backup before it, and of the log what was
 * committed by then. The file is there whole or not at all.
 * @throws {BackupFault} for what is missing, damaged, or of another key.
 */
export const restoreDatabase = async (options: RestoreOptions): Promise<RestoredDatabase> => {
  const { target, file } = options;
  await requireFree(file);
  const catalog = await readCatalog(target);
  const full = chooseFull(catalog, options.at);
  const draft = `${file}.restoring`;
  await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  const handle = await open(draft, "wx", 0o600);
  let applied: Applied;
  try {
    await writeFull(options, full, handle);
    applied = await applyLog(options, full, piecesAfter(catalog, full), handle);
    await handle.sync();
  } catch (fault) {
    await handle.close();
    await rm(draft, { force: true });
    throw fault;
  }
  await handle.close();
  const { size } = await stat(draft);
  try {
    // `link` would not overwrite either, but not every file system has it.
    await requireFree(file);
  } catch (fault) {
    await rm(draft, { force: true });
    throw fault;
  }
  await rename(draft, file);
  return { full, ...applied, bytes: size };
};

/** The settings kept with the newest full backup that is not later than an instant, as text. */
export const readConfiguration = async (
  target: BackupTarget,
  key: OpeningKey,
  at = Number.POSITIVE_INFINITY,
): Promise<string | undefined> => {
  const { configs } = await readCatalog(target);
  const fits = configs.filter(({ name }) => instantOf(name) <= at).at(-1);
  if (fits === undefined) return undefined;
  return (await readObject(key, fits.name, target.get(fits.name))).content.toString("utf8");
};
