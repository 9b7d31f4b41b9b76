import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ImportBatch, ImportOutcome, ImportRow, ImportSummary } from "#modules/credentials";
import { IMPORT_COLUMNS } from "#modules/credentials";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";
import { decodeUtf8, FileFault, type FileRecord } from "./records.ts";

/** Where rows go: the data of a stopped instance, or a running one. */
export interface ImportTarget {
  readonly importUsers: (batch: ImportBatch) => Promise<readonly ImportOutcome[]>;
  readonly announceImport: (summary: ImportSummary) => Promise<void>;
}

/** What to import, and whom to tell. */
export interface ImportFile {
  readonly path: string;
  readonly isDryRun: boolean;
  readonly actor: string;
  readonly target: ImportTarget;
  /** Hears of every refused row, in the order of the file. */
  readonly onRefused: (row: number, reasons: readonly string[]) => void;
}

/** What came of it. */
export interface ImportCounts {
  readonly imported: number;
  readonly refused: number;
  /** Why the file could not be read to its end; what came before it stands. */
  readonly fault: string | undefined;
}

/** Rows of one transaction; their report fits one line of the control socket. */
const BATCH_ROWS = 50;
/** Characters of a batch as JSON before its last row: a line of the control socket takes 65,536. */
const BATCH_SIZE = 12_000;
/** Passwords in clear that are hashed for one batch: a second of a core at the default cost. */
const BATCH_PASSWORDS = 4;

const recordsOf = (path: string): AsyncGenerator<FileRecord> => {
  // Opened by the reader that reads it: a file that nobody reads must not be opened.
  const text = () => decodeUtf8(createReadStream(path));
  if (path.endsWith(".csv")) return readCsv(text(), IMPORT_COLUMNS);
  if (/\.(json|jsonl|ndjson)$/.test(path)) return readJson(text());
  throw new FileFault("the file's name ends in .csv, .json, .jsonl or .ndjson");
};

/** Rows that fit one transaction and one line of the control socket. */
const createBatch = () => {
  let rows: ImportRow[] = [];
  let size = 0;
  let passwords = 0;
  return {
    add: (row: ImportRow): void => {
      rows.push(row);
      size += JSON.stringify(row).length;
      if ((row.values["password"] ?? "") !== "") passwords += 1;
    },
    isFull: (): boolean =>
      rows.length >= BATCH_ROWS || size >= BATCH_SIZE || passwords >= BATCH_PASSWORDS,
    take: (): readonly ImportRow[] => {
      const taken = rows;
      rows = [];
      size = 0;
      passwords = 0;
      return taken;
    },
  };
};

/** 52 bits of an address: enough to notice it again, and eight bytes where a text takes a hundred. */
const shortFormOf = (email: string): number =>
  Number.parseInt(createHash("sha256").update(email).digest("hex").slice(0, 13), 16);

/** Addresses of a dry run, which writes none: the second of two rows is refused there as well. */
const createSeen = (isDryRun: boolean) => {
  const seen = new Set<number>();
  return (email: string | undefined): boolean => {
    if (!isDryRun || email === undefined) return false;
    const form = shortFormOf(email);
    if (seen.has(form)) return true;
    seen.add(form);
    return false;
  };
};

/** Reads the file batch by batch; what is in memory does not grow with it. */
export const importFile = async (file: ImportFile): Promise<ImportCounts> => {
  const { isDryRun, actor, target, onRefused } = file;
  const counts = { imported: 0, refused: 0 };
  const batch = createBatch();
  const wasSeen = createSeen(isDryRun);

  const refuse = (row: number, reasons: readonly string[]): void => {
    counts.refused += 1;
    onRefused(row, reasons);
  };
  const send = async (): Promise<void> => {
    const rows = batch.take();
    if (rows.length === 0) return;
    for (const { row, email, refused } of await target.importUsers({ rows, isDryRun })) {
      const reasons = refused.map(({ code, message }) => `${code} (${message})`);
      if (reasons.length > 0) refuse(row, reasons);
      else if (wasSeen(email)) refuse(row, ["DUPLICATE (the address is in the file before)"]);
      else counts.imported += 1;
    }
  };

  let fault: string | undefined;
  await target.announceImport({ stage: "started", isDryRun, actor, ...counts });
  try {
    for await (const record of recordsOf(file.path)) {
      if ("broken" in record) {
        // Rows before it come first in the report.
        await send();
        refuse(record.row, [`ROW_BROKEN (the row ${record.broken})`]);
        continue;
      }
      batch.add(record);
      if (batch.isFull()) await send();
    }
  } catch (thrown) {
    if (!(thrown instanceof FileFault)) throw thrown;
    fault = thrown.message;
  }
  await send();
  await target.announceImport({ stage: "finished", isDryRun, actor, ...counts });
  return { ...counts, fault };
};
