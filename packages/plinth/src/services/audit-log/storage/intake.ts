import { platformErrors } from "#core";
import type { Store } from "#store";
import { type AuditTables, ENTRY_COLUMNS, type IntakeRow } from "../contract.ts";
import { pieceSize } from "./batches.ts";
import { createInsert } from "./insertion.ts";

/** Takes entries in: what it has answered survives whatever happens to the process. */
export interface Intake {
  /**
   * Writes an entry, or the end of one that was begun; resolves when it is durable. Entries of
   * concurrent callers share a statement.
   * @throws {AppError} SERVICE_UNAVAILABLE when too many wait, and as a store does.
   */
  readonly write: (row: IntakeRow) => Promise<void>;
  /** Resolves when nothing waits. */
  readonly settle: () => Promise<void>;
  readonly waiting: () => number;
}

interface Waiting {
  readonly row: IntakeRow;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MAX_WAITING = 10_000;

const createSave = () =>
  createInsert("audit_intake", [...ENTRY_COLUMNS, "outcome"], (query) =>
    query.onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        outcome: eb.ref("excluded.outcome"),
        actor: eb.ref("excluded.actor"),
        via: eb.ref("excluded.via"),
        target: eb.ref("excluded.target"),
        status: eb.ref("excluded.status"),
        origin: eb.ref("excluded.origin"),
        details: eb.ref("excluded.details"),
      })),
    ),
  );

/** Builds it; `onWritten` hears of every statement, to put what was taken in into the chain. */
export const createIntake = (store: Store, onWritten: () => void): Intake => {
  const save = createSave();
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const writeSome = async (): Promise<void> => {
    const batch = waiting.slice(0, pieceSize(waiting.length));
    waiting = waiting.slice(batch.length);
    try {
      await save(
        store.write<AuditTables>(),
        batch.map(({ row }) => row),
      );
      for (const { resolve } of batch) resolve();
      onWritten();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await writeSome();
  };

  return {
    write: (row) => {
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(platformErrors.make.SERVICE_UNAVAILABLE());
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ row, resolve, reject });
      running ??= writeAll().finally(() => {
        running = undefined;
      });
      return promise;
    },
    settle: async () => {
      await running;
    },
    waiting: () => waiting.length,
  };
};
