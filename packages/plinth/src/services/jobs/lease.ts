import type { Clock, IdGenerator } from "#core";
import type { JobRepository } from "./repository.ts";

/** What a lease is built from. */
export interface LeaseParts {
  readonly repository: Pick<
    JobRepository,
    "register" | "beat" | "workers" | "bury" | "releaseOrphans" | "leave"
  >;
  readonly newId: IdGenerator;
  /** Never set back or forward. */
  readonly monotonic: Clock;
  readonly leaseMs: number;
  /** Whether no other process can be there: whoever else is in the table has died. */
  readonly isAlone: boolean;
  /** This node may have been given up by others: what it does is not its own any more. */
  readonly onLost: () => void;
  /** Jobs of a node that has died are there to be done again. */
  readonly onFreed: (count: number) => void;
}

/** The right of this node to the jobs it has claimed, and its watch over that of the others. */
export interface Lease {
  /** The name under which this node claims now. */
  readonly worker: () => string;
  readonly begin: () => Promise<void>;
  /** To be called several times within `leaseMs`. Rejects as the store does. */
  readonly beat: () => Promise<void>;
  /** Gives back what is still held. */
  readonly end: () => Promise<void>;
}

/**
 * Builds a lease that no wall clock is part of: a node lives while its counter goes up, and each of
 * the others judges that by its own monotonic clock. So no clock that is wrong or set takes a job
 * from a living node, or leaves one with a dead node (P-093).
 */
export const createLease = (parts: LeaseParts): Lease => {
  const { repository, newId, monotonic, leaseMs, isAlone, onLost, onFreed } = parts;
  const seen = new Map<string, { readonly beat: number; readonly at: number }>();
  let worker = newId();
  let beatenAt = monotonic.now();

  const bury = async (id: string, beat: number): Promise<void> => {
    seen.delete(id);
    const count = await repository.bury(id, beat);
    if (count > 0) onFreed(count);
  };

  const watch = async (): Promise<void> => {
    const workers = (await repository.workers()).filter(({ id }) => id !== worker);
    const present = new Set(workers.map(({ id }) => id));
    for (const id of seen.keys()) if (!present.has(id)) seen.delete(id);
    const now = monotonic.now();
    for (const { id, beat } of workers) {
      const known = seen.get(id);
      if (known?.beat !== beat) seen.set(id, { beat, at: now });
      else if (now - known.at >= leaseMs) await bury(id, beat);
    }
    // A claim that was under way while its worker was given up.
    const orphans = await repository.releaseOrphans();
    if (orphans > 0) onFreed(orphans);
  };

  const enter = async (): Promise<void> => {
    worker = newId();
    await repository.register(worker);
    beatenAt = monotonic.now();
  };

  return {
    worker: () => worker,
    begin: async () => {
      await enter();
      if (!isAlone) return watch();
      for (const { id, beat } of await repository.workers()) {
        if (id !== worker) await bury(id, beat);
      }
    },
    beat: async () => {
      if (isAlone) return;
      const sentAt = monotonic.now();
      // Without the store nothing says that others do not count this node among the dead.
      if (sentAt - beatenAt >= leaseMs) onLost();
      if (await repository.beat(worker)) beatenAt = sentAt;
      else {
        onLost();
        await enter();
      }
      await watch();
    },
    end: () => repository.leave(worker),
  };
};
