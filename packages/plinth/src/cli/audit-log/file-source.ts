import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ChainSource, ExportHead, LogRow } from "#modules/audit-log";

const parseHead = (line: string | undefined): ExportHead => {
  try {
    const head = JSON.parse(line ?? "") as ExportHead;
    if (head.format === "plinth-audit-log-1") return head;
  } catch {
    // Told below.
  }
  throw new Error("this is no export of an audit log: its first line says so");
};

const parseEntry = (line: string, place: number): LogRow => {
  try {
    return (JSON.parse(line) as { readonly entry: LogRow }).entry;
  } catch {
    throw new Error(`line ${place} of the export is no JSON`);
  }
};

/**
 * The chain as a file has it, read once from the beginning to the end.
 * @throws {Error} with one sentence when it is no export.
 */
export const openFileSource = async (
  path: string,
): Promise<{ readonly source: ChainSource; readonly publicKey: string }> => {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  const read = lines[Symbol.asyncIterator]();
  const head = parseHead((await read.next()).value);
  let place = 1;
  let last = 0;
  let first: number | undefined;
  const next = async (): Promise<LogRow | undefined> => {
    for (;;) {
      const { value, done } = await read.next();
      if (done === true) return undefined;
      place += 1;
      if (value === "") continue;
      const row = parseEntry(value, place);
      first ??= row.seq;
      last = Math.max(last, row.seq);
      return row;
    }
  };
  const rows: ChainSource["rows"] = async (_, limit) => {
    const found: LogRow[] = [];
    while (found.length < limit) {
      const row = await next();
      if (row === undefined) break;
      found.push(row);
    }
    return found;
  };
  type Head = Awaited<ReturnType<ChainSource["head"]>>;
  const end = head.head as Head;
  return {
    publicKey: head.publicKey,
    source: {
      head: async () => end,
      checkpoints: async () => head.checkpoints as Awaited<ReturnType<ChainSource["checkpoints"]>>,
      rows,
      ends: async () => {
        // Whatever the walk has left over.
        while ((await next()) !== undefined);
        return { head: end?.seq ?? 0, last };
      },
      firstUpTo: async (seq) => (first !== undefined && first <= seq ? first : undefined),
    },
  };
};
