import { createChanges } from "./changes.ts";
import type { DeployState, Ended, Release } from "./contract.ts";
import { createKeeping, type Serving } from "./keeping.ts";
import { type DeployOrder, type DeployParts, DeployRefused } from "./order.ts";

/** Keeps one release serving, and changes which. */
export interface Conductor {
  /** Starts what was active, after undoing what a crash left half-way. */
  readonly begin: () => Promise<void>;
  /** Resolves when it ended, whichever way. @throws {DeployRefused} where another is under way. */
  readonly deploy: (order: DeployOrder) => Promise<Ended>;
  /** `by`: who asked for it. */
  readonly rollback: (by: string) => Promise<Ended>;
  /** Starts the same release again in the other slot, with its settings read anew. */
  readonly reload: (by: string) => Promise<Ended>;
  readonly state: () => DeployState;
  readonly serving: () => Serving | undefined;
  /** Ends every slot; requests in flight finish. */
  readonly close: () => Promise<void>;
}

/** A release that only has to start: it served before, or serves now. */
const plain = (release: Release, by: string): DeployOrder => ({
  ...{ release, by },
  wanted: undefined,
  mayContract: false,
  without: [],
  isStrict: false,
  isDryRun: false,
});

/**
 * Builds the one who deploys (DEP-02 to DEP-04). Every step that a crash could cut in two is written
 * down before it is taken, so that the next start finds one release that was serving (P-062). Data is
 * never put back: a rollback starts the code of before on the data of now.
 */
export const createConductor = (parts: DeployParts): Conductor => {
  const keeping = createKeeping(parts);
  let isBusy = false;
  let isClosed = false;
  const changes = createChanges(parts, keeping, () => isClosed);
  const read = (): DeployState => parts.state.read();

  const alone = async (work: () => Promise<Ended>): Promise<Ended> => {
    if (isClosed) throw new DeployRefused("the front is about to end");
    if (isBusy) throw new DeployRefused("a deploy is under way; see plinth deploy status");
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };

  return {
    state: read,
    serving: keeping.serving,
    begin: async () => {
      const found = read();
      if (found.active === null) parts.listener.close();
      else parts.listener.hold();
      if (found.under !== null) {
        const was = found.under.step;
        changes.end("undone", `the front ended while a ${found.under.kind} was ${was}`, {});
      }
      const { active, previous } = found;
      if (active === null) return;
      // What was not watched to its end has not proved itself: the one of before is tried then.
      const spare = found.under?.step === "watching" ? previous : null;
      const started = await keeping.revive(active, spare);
      if (started !== active) parts.state.write({ ...read(), active: started, previous: null });
    },
    deploy: (order) => alone(() => changes.run("deploy", order)),
    rollback: (by) =>
      alone(async () => {
        const { previous } = read();
        if (previous === null) throw new DeployRefused("there is no release to go back to");
        return changes.run("rollback", plain(previous.release, by));
      }),
    reload: (by) =>
      alone(async () => {
        const { active } = read();
        if (active === null) throw new DeployRefused("nothing is deployed");
        return changes.run("deploy", plain(active.release, by));
      }),
    close: async () => {
      isClosed = true;
      await keeping.close();
    },
  };
};
