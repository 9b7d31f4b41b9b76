import { BootError } from "#core";
import type { DatabaseServer } from "#store";
import type { FailoverStatus } from "./contract.ts";
import type { FailoverParts } from "./embedded.ts";
import { createDatabaseFollower } from "./postgresql/follower.ts";
import { createFaultNote, createTold, observeFailover, type RunningFailover } from "./running.ts";

/** What failover of PostgreSQL needs beside the rest. */
export interface DatabaseFailoverParts extends FailoverParts {
  readonly servers: readonly DatabaseServer[];
  readonly isAutomatic: boolean;
}

/** Failover of PostgreSQL: this process writes to the server that the witness names. */
export const createDatabaseFailover = (parts: DatabaseFailoverParts): RunningFailover => {
  const { clock, witness } = parts;
  const told = createTold(parts.onEvent);
  const faults = createFaultNote(clock.now, parts.onFault);
  const follower = createDatabaseFollower({ ...parts, tell: told.tell, onFault: faults.note });
  const status = (): FailoverStatus => {
    const claim = follower.claim();
    const now = clock.now();
    return {
      engine: "postgresql",
      witness: witness.place,
      epoch: claim?.epoch ?? 0,
      holder: claim?.holder,
      refusal: follower.fence.refusal(),
      standbys: follower.standbys().map(({ name, state, lagMs }) => ({
        name,
        at: now,
        upTo: now - lagMs,
        isReady: state === "streaming",
        lagMs,
      })),
      lastFault: faults.last(),
    };
  };
  observeFailover(parts.metrics, status);
  return {
    status,
    listen: told.listen,
    fence: follower.fence,
    beforeOpening: async () => {
      try {
        await follower.begin();
      } catch (fault) {
        await follower.close();
        throw new BootError([`${fault instanceof Error ? fault.message : String(fault)}.`]);
      }
    },
    afterOpening: async () => undefined,
    close: follower.close,
  };
};
