import type { Clock } from "#core";
import type { PersonalData } from "#modules/contract";
import type { Logger } from "#telemetry";
import { privacyErrors } from "../errors.ts";
import type { ErasureRepository, ErasureRow } from "./erasure-repository.ts";
import type { ErasureLedger } from "./ledger.ts";

/** How long after an erasure it is looked for what came late, in milliseconds. */
const LATE_MS = 86_400_000;
/** Ids looked for in one statement. */
const BATCH = 400;

/** What erasures are made of. */
export interface ErasureParts {
  readonly ledger: ErasureLedger;
  readonly repository: ErasureRepository;
  /** Where data of people lies, over all modules. */
  readonly personalData: () => readonly PersonalData[];
  /** Roles of which somebody has to stay. */
  readonly protectedRoles: () => readonly string[];
  /** What lies beside the tables: caches, answers, mails of the development mailbox. */
  readonly forgetElsewhere: (accountId: string) => Promise<void>;
  /** Tells this and all other nodes that the account is not what it was. */
  readonly announce: (accountId: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Removes accounts with everything of them, for good (PRIV-03). */
export interface Erasures {
  /**
   * Writes the account into the ledger, ends its sessions and removes everything. Where a part
   * cannot be removed now, `complete` goes on; the account is shut all the same.
   * @throws {AppError} ONLY_ADMINISTRATOR
   */
  readonly erase: (accountId: string, origin: ErasureRow["origin"]) => Promise<"done" | "pending">;
  /**
   * Goes on with what could not be removed, and removes what was written of an account a moment
   * after it was erased; how many accounts are still not gone.
   */
  readonly complete: () => Promise<number>;
  /**
   * Brings ledger and database in step, and erases again whoever came back, as from a restored
   * backup. How many had to be.
   */
  readonly replay: () => Promise<number>;
  /** What another node wrote into its ledger comes into this one too. */
  readonly hear: (accountId: string) => Promise<void>;
}

/** Accounts last: other tables point at them. Modules in the reverse order of their setup. */
export const erasureOrder = (entries: readonly PersonalData[]): readonly PersonalData[] => [
  ...entries.filter(({ table }) => table !== "accounts").toReversed(),
  ...entries.filter(({ table }) => table === "accounts"),
];

/** Builds it. */
export const createErasures = (parts: ErasureParts): Erasures => {
  const { ledger, repository, personalData, clock, log } = parts;

  /** Tries every table, whatever becomes of the others; true when all are done. */
  const removeAll = async (accountId: string): Promise<boolean> => {
    let isWhole = true;
    const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        isWhole = false;
        log.error("a part of an erasure failed; it is tried again", { what, error });
      }
    };
    // While the account is still there: its address says which mails are about it.
    await attempt("caches and mails", () => parts.forgetElsewhere(accountId));
    const order = erasureOrder(personalData());
    for (const { table, erase } of order.slice(0, -1)) {
      await attempt(table, () => erase(accountId));
    }
    // The account stays until all else is gone: it is what `complete` goes by.
    const last = order.at(-1);
    if (isWhole && last !== undefined) await attempt(last.table, () => last.erase(accountId));
    return isWhole;
  };

  const finish = async (accountId: string): Promise<boolean> => {
    const isWhole = await removeAll(accountId);
    if (isWhole) await repository.finish(accountId, clock.now());
    parts.announce(accountId);
    return isWhole;
  };

  /** Which of the erased are in a table again. */
  const returned = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    for (const { table, subject } of personalData()) {
      for (let from = 0; from < ids.length; from += BATCH) {
        const named = await repository.namedIn(table, subject, ids.slice(from, from + BATCH));
        for (const id of named) found.add(id);
      }
    }
    return found;
  };

  const complete = async (): Promise<number> => {
    const rows = await repository.all();
    const lately = rows.filter(({ done_at }) => (done_at ?? 0) > clock.now() - LATE_MS);
    // What was under way meanwhile may have written a word more, such as the audit of the erasure.
    const late = await returned(lately.map(({ erased_id }) => erased_id));
    const open = rows.filter(({ done_at, erased_id }) => done_at === null || late.has(erased_id));
    let left = 0;
    for (const { erased_id } of open) left += (await finish(erased_id)) ? 0 : 1;
    return left;
  };

  return {
    erase: async (accountId, origin) => {
      const at = clock.now();
      const begun = await repository.begin(
        { erased_id: accountId, at, done_at: null, origin },
        parts.protectedRoles(),
      );
      if (begun === "last") throw privacyErrors.make.ONLY_ADMINISTRATOR();
      // Before anything is removed: what is removed must not come back by a restore.
      await ledger.add([{ id: accountId, at }]);
      parts.announce(accountId);
      return (await finish(accountId)) ? "done" : "pending";
    },
    complete,
    replay: async () => {
      const { entries, unreadable } = await ledger.read();
      if (unreadable > 0) {
        log.error("lines of the erasure ledger cannot be read", { lines: unreadable });
      }
      const rows = await repository.all();
      const written = new Set(entries.map(({ id }) => id));
      const known = new Set(rows.map(({ erased_id }) => erased_id));
      await ledger.add(
        rows
          .filter(({ erased_id }) => !written.has(erased_id))
          .map(({ erased_id, at }) => ({ id: erased_id, at })),
      );
      await repository.adopt(
        entries
          .filter(({ id }) => !known.has(id))
          .map(({ id, at }) => ({ erased_id: id, at, done_at: null, origin: "ledger" })),
      );
      const back = await returned([...new Set([...written, ...known])]);
      for (const id of back) await finish(id);
      if (back.size > 0)
        log.warn("erased accounts had come back and are gone again", { accounts: back.size });
      await complete();
      return back.size;
    },
    hear: async (accountId) => {
      const { entries } = await ledger.read();
      if (entries.some(({ id }) => id === accountId)) return;
      const row = (await repository.all()).find(({ erased_id }) => erased_id === accountId);
      // A hint may be forged; what it tells of is in the database or did not happen.
      if (row !== undefined) await ledger.add([{ id: accountId, at: row.at }]);
    },
  };
};
