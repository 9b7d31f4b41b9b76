import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "#core";

/** What a data directory knows of the epochs that it led in. */
export interface OwnEpoch {
  /** The last epoch whose writes are in this directory; 0 for none. */
  readonly epoch: number;
  /** The claim that was about to be made: it is ours where the witness has it. */
  readonly nonce: string;
}

/** Keeps it. */
export interface OwnEpochFile {
  readonly read: () => OwnEpoch;
  readonly write: (own: OwnEpoch) => void;
}

const NONE: OwnEpoch = { epoch: 0, nonce: "" };

/** The file `failover/lease.json` of a data directory. */
export const createOwnEpochFile = (dataDirectory: string): OwnEpochFile => {
  const path = join(dataDirectory, "failover", "lease.json");
  return {
    read: () => {
      let text: string;
      try {
        text = readFileSync(path, "utf8");
      } catch {
        // Never written, or out of reach: either way it proves nothing.
        return NONE;
      }
      try {
        const { epoch, nonce } = JSON.parse(text) as Partial<OwnEpoch>;
        return { epoch: Number(epoch ?? 0), nonce: String(nonce ?? "") };
      } catch {
        // Not whole: then this directory can prove nothing.
        return NONE;
      }
    },
    write: (own) => writeWhole(path, `${JSON.stringify(own)}\n`),
  };
};
