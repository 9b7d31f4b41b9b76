import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#core";
import { ifThere } from "#core";
import { BackupFault } from "../fault.ts";
import { type ObjectKey, type OpeningKey, readObject, sealObject } from "../format/container.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";

// Who was erased stays erased: the list of them lies beside the generations and never in one, so that
// a restore to before an erasure knows of it. It only grows, here and there.

const FILE = "erasures.jsonl";
const NAME = "erasures.plb";

/** Lines of both, each once, in their order. */
const union = (...texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.split("\n").filter((line) => line.trim() !== ""))),
];

const readHere = async (dataDirectory: string): Promise<string> =>
  (await ifThere(readFile(join(dataDirectory, FILE), "utf8"))) ?? "";

const readThere = async (target: BackupTarget, key: OpeningKey): Promise<string> => {
  try {
    return (await readObject(key, NAME, target.get(NAME))).content.toString("utf8");
  } catch (fault) {
    if (fault instanceof BackupFault && fault.kind === "missing") return "";
    throw fault;
  }
};

/** Keeps the list of the erased in a target. */
export interface LedgerKeeper {
  /** Writes it anew where it has grown; what was written, undefined where nothing was. */
  readonly ship: () => Promise<KeptObject | undefined>;
}

/** Builds it. */
export const createLedgerKeeper = (options: {
  readonly target: BackupTarget;
  readonly objectKey: ObjectKey;
  readonly opening: OpeningKey;
  readonly clock: Clock;
  readonly dataDirectory: string;
}): LedgerKeeper => {
  const { target, objectKey, clock } = options;
  let here: string | undefined;
  let there: string | undefined;
  return {
    ship: async () => {
      const text = await readHere(options.dataDirectory);
      if (text === here || (text === "" && here === undefined)) return undefined;
      there ??= await readThere(target, options.opening);
      const lines = union(there, text);
      const joined = lines.map((line) => `${line}\n`).join("");
      const header = { name: NAME, at: clock.now(), meta: { kind: "erasures" } };
      const kept = await target.put(NAME, sealObject(objectKey, header, [Buffer.from(joined)]));
      here = text;
      there = joined;
      return kept;
    },
  };
};

/** Adds to the list of a data directory who is on that of a target; how many were added. */
export const mergeLedger = async (
  target: BackupTarget,
  key: OpeningKey,
  dataDirectory: string,
): Promise<number> => {
  const here = await readHere(dataDirectory);
  const known = union(here);
  const missing = union(here, await readThere(target, key)).slice(known.length);
  if (missing.length === 0) return 0;
  const start = here === "" || here.endsWith("\n") ? "" : "\n";
  const text = missing.map((line) => `${line}\n`).join("");
  await appendFile(join(dataDirectory, FILE), start + text, { mode: 0o600 });
  return missing.length;
};
