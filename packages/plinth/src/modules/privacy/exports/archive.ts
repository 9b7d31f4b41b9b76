import { setImmediate as turn } from "node:timers/promises";
import type { PersonalData, TableClasses } from "#modules/contract";
import { type ExportedTable, pageOf, sectionOf } from "./page.ts";
import { createZipWriter } from "./zip.ts";

/** Rows made into text before others get their turn. */
const SLICE = 100;
const SHOWN = 100;

/** A file that somebody uploaded. */
export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  /** Undefined where the bytes are gone, or must not be given out. */
  readonly read: () => Promise<Uint8Array | undefined>;
}

/** What an archive is made from. */
export interface ArchiveParts {
  readonly application: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly entries: readonly PersonalData[];
  readonly classes: readonly TableClasses[];
  readonly files: readonly UploadedFile[];
  readonly signal: AbortSignal;
}

/** Rows as JSON, a slice at a time: others wait no longer than for one. */
const jsonOf = async (rows: readonly Readonly<Record<string, unknown>>[]): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < rows.length; from += SLICE) {
    const texts = rows.slice(from, from + SLICE).map((row) => JSON.stringify(row, null, 2));
    pieces.push(Buffer.from(`${from === 0 ? "" : ",\n"}${texts.join(",\n")}`));
    await turn();
  }
  return Buffer.concat([Buffer.from("[\n"), ...pieces, Buffer.from("\n]\n")]);
};

/** Each table's file: by its name, and by the subject where a table has several. */
const fileOf = ({ table, subject }: PersonalData, all: readonly PersonalData[]): string => {
  const isOnly = all.filter((other) => other.table === table).length === 1;
  return `data/${isOnly ? table : `${table}.${subject}`}.json`;
};

/** A name that is a file everywhere, and leads nowhere. */
const safeName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}. _-]/gu, "_")
    .replace(/^\.+/, "_")
    .slice(0, 120) || "file";

const addTables = async (
  parts: ArchiveParts,
  add: (name: string, bytes: Uint8Array) => Promise<void>,
): Promise<readonly string[]> => {
  const { entries, classes, accountId, signal } = parts;
  const sections: string[] = [];
  for (const entry of entries) {
    signal.throwIfAborted();
    const rows = await entry.export(accountId);
    const file = fileOf(entry, entries);
    const about: ExportedTable = {
      table: entry.table,
      purpose: classes.find(({ table }) => table === entry.table)?.purpose,
      file,
      count: rows.length,
      rows: rows.slice(0, SHOWN),
    };
    await add(file, await jsonOf(rows));
    sections.push(sectionOf(about));
    await turn();
  }
  return sections;
};

const addFiles = async (
  { files, signal }: ArchiveParts,
  add: (name: string, bytes: Uint8Array, isPacked: boolean) => Promise<void>,
): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const bytes = await file.read();
    if (bytes === undefined) continue;
    const name = `files/${file.id}-${safeName(file.name)}`;
    await add(name, bytes, true);
    names.push(name);
  }
  return names;
};

/**
 * Writes everything that is kept of an account as a ZIP archive: JSON of each table, what was
 * uploaded, and a page that leads through it (PRIV-02). Resolves with its bytes.
 */
export const writeArchive = async (
  parts: ArchiveParts,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number> => {
  const { application, accountId, now } = parts;
  const zip = createZipWriter(write, now);
  const sections = await addTables(parts, zip.add);
  const files = await addFiles(parts, zip.add);
  const madeAt = new Date(now).toISOString();
  const page = pageOf({ application, accountId, madeAt, files }, sections);
  await zip.add("index.html", Buffer.from(page));
  return zip.end();
};
