import { AppError, type Clock, type Events } from "#core";
import type { PasswordHasher, StoredPassword } from "#crypto";
import type { Accounts } from "#modules/accounts";
import type { PasswordPolicy } from "../policy/index.ts";
import { type ImportReason, type ImportRow, type ReadRow, readRow } from "./read-row.ts";
import type { ImportedAccount, ImportRepository } from "./repository.ts";

/** What became of a row. */
export interface ImportOutcome {
  readonly row: number;
  /** The address in its one spelling; undefined when the row is refused for another reason. */
  readonly email: string | undefined;
  /** Empty for a row that was imported, or would be. */
  readonly refused: readonly ImportReason[];
}

/** Rows that are written together or not at all. */
export interface ImportBatch {
  readonly rows: readonly ImportRow[];
  /** Judges all and writes nothing. */
  readonly isDryRun: boolean;
}

/** The whole of an import, for the audit. */
export interface ImportSummary {
  readonly stage: "started" | "finished";
  readonly isDryRun: boolean;
  readonly imported: number;
  readonly refused: number;
  /** Who ran it, as the terminal knows. */
  readonly actor: string;
}

/** Takes accounts of another system over (ID-08). */
export interface UserImport {
  /**
   * Imports a batch of rows. Existing addresses are refused as duplicates and left as they are, so
   * that an import can be run again.
   */
  readonly importUsers: (batch: ImportBatch) => Promise<readonly ImportOutcome[]>;
  /** Announces that an import began or ended, for the audit. */
  readonly announceImport: (summary: ImportSummary) => void;
}

/** What the import is built from. */
export interface UserImportParts {
  readonly repository: ImportRepository;
  readonly accounts: Pick<Accounts, "prepare" | "isRole">;
  readonly hasher: Pick<PasswordHasher, "hash">;
  readonly policy: Pick<PasswordPolicy, "faults">;
  readonly clock: Clock;
  readonly events: Events;
}

const DUPLICATE: ImportReason = {
  code: "DUPLICATE",
  message: "the address has an account already",
};
const BUSY: ImportReason = {
  code: "BUSY",
  message: "too many passwords were being checked; import the row again",
};

const isReasons = (read: ReadRow | readonly ImportReason[]): read is readonly ImportReason[] =>
  Array.isArray(read);

/** Builds the import. */
export const createUserImport = (parts: UserImportParts): UserImport => {
  const { repository, accounts, hasher, policy, clock, events } = parts;

  /** Hashes a password of a row; undefined while sign-ins take all places: they come first. */
  const hash = async (password: string): Promise<StoredPassword | undefined> => {
    try {
      return await hasher.hash(password);
    } catch (fault) {
      if (fault instanceof AppError && fault.code === "SERVICE_UNAVAILABLE") return undefined;
      throw fault;
    }
  };

  const prepare = async (read: ReadRow): Promise<ImportedAccount | undefined> => {
    const stored = read.password === undefined ? read.stored : await hash(read.password);
    if (read.password !== undefined && stored === undefined) return undefined;
    const { email, name, role, tier, verified } = read;
    return {
      account: accounts.prepare({ email, name, role, tier, verified }),
      password: stored === undefined ? undefined : { ...stored, changed_at: clock.now() },
    };
  };

  /** The rows that pass every rule and whose address is free; the outcomes of the others. */
  const judge = async (rows: readonly ImportRow[]) => {
    const rules = { policy, isRole: accounts.isRole };
    const reads = rows.map((row) => ({ row: row.row, read: readRow(row, rules) }));
    const addresses = reads.flatMap(({ read }) => (isReasons(read) ? [] : [read.email]));
    const taken = new Set(await repository.taken([...new Set(addresses)]));
    const refused: ImportOutcome[] = [];
    const fit: { readonly row: number; readonly read: ReadRow }[] = [];
    for (const { row, read } of reads) {
      if (isReasons(read)) refused.push({ row, email: undefined, refused: read });
      else if (taken.has(read.email))
        refused.push({ row, email: read.email, refused: [DUPLICATE] });
      else {
        // The first of two rows with one address wins, in a dry run as well.
        taken.add(read.email);
        fit.push({ row, read });
      }
    }
    return { refused, fit };
  };

  return {
    importUsers: async ({ rows, isDryRun }) => {
      const { refused, fit } = await judge(rows);
      const outcomes = [...refused];
      const prepared: ImportedAccount[] = [];
      for (const { row, read } of fit) {
        const account = isDryRun ? undefined : await prepare(read);
        if (account !== undefined) prepared.push(account);
        const isBusy = !isDryRun && account === undefined;
        outcomes.push({ row, email: read.email, refused: isBusy ? [BUSY] : [] });
      }
      const added = prepared.length === 0 ? new Set<string>() : await repository.add(prepared);
      return outcomes
        .map((outcome) => {
          // Somebody may have signed up with an address since it was looked for.
          const isLate =
            !isDryRun && outcome.refused.length === 0 && !added.has(outcome.email ?? "");
          return isLate ? { ...outcome, refused: [DUPLICATE] } : outcome;
        })
        .sort((one, other) => one.row - other.row);
    },
    announceImport: ({ stage, isDryRun, imported, refused, actor }) =>
      events.emit("audit", {
        name: `accounts.import-${stage}`,
        outcome: "success",
        actor,
        data: { dryRun: isDryRun, imported, refused },
      }),
  };
};
