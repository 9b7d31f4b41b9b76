import type { BackupTarget, KeptObject } from "../targets/contract.ts";

// Names of objects. Numbers are padded, so that names sort as the numbers do.

const DIGITS = 13;
const pad = (value: number): string => String(Math.floor(value)).padStart(DIGITS, "0");

/** A generation: log without a gap, and full backups to begin from. */
export const generationName = (at: number, suffix: string): string => `g${pad(at)}-${suffix}`;

/** A full backup: everything of the log up to a number is in it. */
export const fullName = (generation: string, number: number, at: number): string =>
  `${generation}/full-${pad(number)}-${pad(at)}.plb`;

/** A piece of log that begins with a number. */
export const logName = (generation: string, number: number): string =>
  `${generation}/log/${pad(number)}.plb`;

/** The settings that belonged to a full backup. */
export const configName = (generation: string, at: number): string =>
  `${generation}/config-${pad(at)}.plb`;

/** What a restore that was looked at had found. */
export const proofName = (at: number): string => `proofs/${pad(at)}.plb`;

/** A full backup that is there. */
export interface FullBackup {
  readonly name: string;
  readonly generation: string;
  /** The log up to this number is in it. */
  readonly number: number;
  /** The instant whose state it has. */
  readonly at: number;
  readonly bytes: number;
}

/** A piece of log that is there. */
export interface LogPiece {
  readonly name: string;
  readonly generation: string;
  readonly first: number;
  readonly bytes: number;
}

/** What a target holds, oldest first. */
export interface Catalog {
  readonly full: readonly FullBackup[];
  readonly log: readonly LogPiece[];
  readonly configs: readonly KeptObject[];
  readonly proofs: readonly KeptObject[];
  readonly bytes: number;
}

const FULL = /^(g\d{13}-[0-9a-f]{8})\/full-(\d{13})-(\d{13})\.plb$/;
const LOG = /^(g\d{13}-[0-9a-f]{8})\/log\/(\d{13})\.plb$/;
const CONFIG = /^g\d{13}-[0-9a-f]{8}\/config-\d{13}\.plb$/;
const PROOF = /^proofs\/\d{13}\.plb$/;

/** The instant in a name that ends with one. */
export const instantOf = (name: string): number => Number(/(\d{13})\.plb$/.exec(name)?.[1] ?? 0);

/** Looks what a target holds; other files of it are left out. */
export const readCatalog = async (target: BackupTarget): Promise<Catalog> => {
  const objects = await target.list("");
  const full: FullBackup[] = [];
  const log: LogPiece[] = [];
  for (const { name, bytes } of objects) {
    const asFull = FULL.exec(name);
    const asLog = LOG.exec(name);
    if (asFull !== null) {
      const [, generation = "", number, at] = asFull;
      full.push({ name, generation, number: Number(number), at: Number(at), bytes });
    } else if (asLog !== null) {
      const [, generation = "", first] = asLog;
      log.push({ name, generation, first: Number(first), bytes });
    }
  }
  return {
    full: full.sort((one, other) => one.at - other.at),
    log,
    configs: objects.filter(({ name }) => CONFIG.test(name)),
    proofs: objects.filter(({ name }) => PROOF.test(name)),
    bytes: objects.reduce((sum, object) => sum + object.bytes, 0),
  };
};
