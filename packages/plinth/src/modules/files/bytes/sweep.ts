import { rm } from "node:fs/promises";
import type { Clock } from "#core";
import type { FileRepository, KeptFile } from "../repository.ts";
import type { ByteStore, StoredBytes } from "./byte-store.ts";
import type { SealedBytes } from "./sealed-bytes.ts";

const BATCH = 500;
/** Files in quarantine are kept this long for whoever looks into them. */
const QUARANTINE_MS = 30 * 86_400_000;
/** More rows without bytes than this look like a directory that is not there, not like lost files. */
const MANY = 10;

/** What a sweep found. */
export interface SweepResult {
  /** Bytes that no row stood for, removed. */
  readonly bytesRemoved: number;
  /** Rows whose bytes were gone, removed. */
  readonly rowsRemoved: number;
  /** Rows whose bytes are gone and that were left: somebody has to look. */
  readonly rowsMissing: number;
  /** Files from before files were sealed, sealed. */
  readonly sealed: number;
}

/** What a sweep is made of. */
export interface SweepParts {
  readonly repository: FileRepository;
  readonly bytes: ByteStore;
  readonly sealed: Pick<SealedBytes, "write" | "open">;
  readonly clock: Clock;
  /** Whether this process sees all files of the database: alone, or on a shared directory. */
  readonly seesAll: boolean;
}

const removeStrangers = async (
  { repository, bytes, clock }: SweepParts,
  graceMs: number,
): Promise<number> => {
  let removed = 0;
  const judge = async (batch: readonly StoredBytes[]): Promise<void> => {
    const names = batch.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const known = names.length === 0 ? new Set<string>() : await repository.knownAmong(names);
    for (const { name, path } of batch) {
      if (name !== undefined && known.has(name)) continue;
      await rm(path, { force: true });
      removed += 1;
    }
  };
  let batch: StoredBytes[] = [];
  for await (const found of bytes.all()) {
    // Bytes come before their row: those of a request under way are nobody's for a moment.
    if (graceMs > 0 && found.modifiedAt > clock.now() - graceMs) continue;
    batch.push(found);
    if (batch.length < BATCH) continue;
    await judge(batch);
    batch = [];
  }
  await judge(batch);
  return removed;
};

/** Seals what was kept before files were; whoever reads it meanwhile reads to the end. */
const seal = async ({ repository, bytes, sealed }: SweepParts, file: KeptFile): Promise<number> => {
  const plain = await sealed.open(file);
  if (plain === undefined) return 0;
  const stored = await sealed.write(plain);
  const isMoved = await repository.moveBytes(file, stored);
  await bytes.remove(isMoved ? file.stored_name : stored.stored_name);
  return isMoved ? 1 : 0;
};

const lookThrough = async (parts: SweepParts) => {
  const { repository, bytes } = parts;
  const missing: KeptFile[] = [];
  let seen = 0;
  let sealed = 0;
  let after = "";
  for (;;) {
    const rows = await repository.page(after, BATCH);
    for (const row of rows) {
      seen += 1;
      if (!(await bytes.has(row.stored_name))) missing.push(row);
      else if (row.sealed_key === null) sealed += await seal(parts, row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return { missing, seen, sealed };
    after = last.id;
  }
};

const tidyRows = async (
  parts: SweepParts,
): Promise<Pick<SweepResult, "rowsRemoved" | "rowsMissing" | "sealed">> => {
  const { missing, seen, sealed } = await lookThrough(parts);
  // A directory that is not mounted must not empty the table.
  const isPlausible = missing.length <= MANY || missing.length * 10 <= seen;
  const isAlive = missing.length < seen;
  if (!parts.seesAll || !isPlausible || !isAlive) {
    return { rowsRemoved: 0, rowsMissing: missing.length, sealed };
  }
  for (const { id } of missing) await parts.repository.remove(id);
  return { rowsRemoved: missing.length, rowsMissing: 0, sealed };
};

const endQuarantine = async ({ repository, bytes, clock }: SweepParts): Promise<void> => {
  for (const file of await repository.quarantinedBefore(clock.now() - QUARANTINE_MS)) {
    await repository.remove(file.id);
    await bytes.remove(file.stored_name);
  }
};

/**
 * Brings table and directory in step, both ways: a crash leaves bytes without a row, a lost disk
 * rows without bytes. Bytes younger than `graceMs` are left alone; what is not sealed yet is sealed.
 */
export const sweep = async (parts: SweepParts, graceMs: number): Promise<SweepResult> => {
  await endQuarantine(parts);
  const bytesRemoved = await removeStrangers(parts, graceMs);
  return { bytesRemoved, ...(await tidyRows(parts)) };
};
