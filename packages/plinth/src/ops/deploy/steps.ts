import type { Candidate, GateResult, Placed, StartRules } from "./contract.ts";
import type { Keeping, Serving } from "./keeping.ts";
import { type DeployOrder, type DeployParts, DeployRefused } from "./order.ts";
import { reasonOf } from "./reason.ts";

/** The steps of which deploys and rollbacks are made. */
export interface Steps {
  /** Everything that may be refused without anybody noticing. @throws with a sentence. */
  readonly prepare: (serving: Serving, order: DeployOrder) => Promise<void>;
  /** The old one ends before the new one opens the data; requests wait meanwhile. */
  readonly takeOver: (from: Serving | undefined, to: Serving, rules: StartRules) => Promise<void>;
  /** Commands and requests go to the other; the one of before finishes what it has. */
  readonly hand: (from: Serving | undefined, to: Serving) => Promise<void>;
  /** Watches what has just been switched to; a sentence where it must go back. */
  readonly watch: (serving: Serving, isOver: () => boolean) => Promise<string | undefined>;
  /** Puts the release back that was serving, whatever became of the other. */
  readonly goBack: (
    back: Placed | null,
    still: Serving | undefined,
    failed: Serving | undefined,
  ) => Promise<void>;
}

/** The checks that did not pass and that nobody answers for. */
const faultsOf = (
  results: readonly GateResult[],
  { without, isStrict }: Pick<DeployOrder, "without" | "isStrict">,
): readonly GateResult[] =>
  results.filter(
    ({ gate, verdict }) =>
      (verdict === "fail" || (isStrict && verdict === "not-run")) && !without.includes(gate),
  );

/** Looks often, and gives up where it is unfit twice in a row, or gone. */
const createWatch =
  ({ startTimer, times }: Pick<DeployParts, "startTimer" | "times">): Steps["watch"] =>
  async ({ candidate }, isOver) => {
    const gone = candidate.gone.then((how) => `the new slot ${how}`);
    const pause = (): Promise<void> =>
      new Promise((resolve) => {
        startTimer(times.watchEveryMs, resolve);
      });
    let bad = 0;
    for (let waited = 0; waited < times.watchMs && !isOver(); waited += times.watchEveryMs) {
      const left = await Promise.race([gone, pause()]);
      if (typeof left === "string") return left;
      const fault = await Promise.race([gone, candidate.look().catch(reasonOf)]);
      bad = fault === undefined ? 0 : bad + 1;
      if (fault !== undefined && bad >= 2) return fault;
    }
    return undefined;
  };

/** Tells what the checks found. @throws {DeployRefused} naming all that did not pass. */
const requirePassed = (
  results: readonly GateResult[],
  order: DeployOrder,
  tell: DeployParts["tell"],
): void => {
  for (const result of results) {
    const isWaived = order.without.includes(result.gate) && result.verdict !== "pass";
    tell({ kind: "gate", result: isWaived ? { ...result, verdict: "skipped" } : result });
  }
  const faults = faultsOf(results, order);
  if (faults.length === 0) return;
  throw new DeployRefused(faults.map(({ gate, measured }) => `${gate}: ${measured}`).join("; "));
};

/** Readiness and smoke. @throws where it is not fit. */
const requireFit = async (candidate: Candidate): Promise<void> => {
  const fault = await candidate.look();
  if (fault !== undefined) throw new DeployRefused(fault);
};

/** Whoever wants all of it wants to open again what was shut. */
export const isWhole = ({ wanted }: Pick<DeployOrder, "wanted">): boolean =>
  wanted?.securityChecks === true && wanted.tests && wanted.backup;

/** How a release begins where it is to serve. */
export const rulesOf = (order: DeployOrder): StartRules => ({
  mayContract: order.mayContract,
  mayMigrate: true,
  endsMaintenance: isWhole(order),
});

/** Builds the steps. */
export const createSteps = (parts: DeployParts, keeping: Keeping): Steps => {
  const { listener, times, tell } = parts;
  const note = (what: string): void => tell({ kind: "step", what });

  const endNow = async (from: Serving): Promise<void> => {
    keeping.leave(from);
    await listener.settle(from.candidate.origin(), times.settleMs);
    await from.candidate.stop().catch(() => from.candidate.kill());
  };

  const hand: Steps["hand"] = async (from, to) => {
    if (from !== undefined) keeping.leave(from);
    if (from?.isGone() === false) await from.candidate.deactivate().catch(() => undefined);
    await keeping.serve(to);
  };

  return {
    hand,
    watch: createWatch(parts),
    prepare: async ({ candidate }, order) => {
      const rules = rulesOf(order);
      const { wanted } = order;
      const { isShared } = candidate.facts;
      if (!isShared || order.isDryRun) {
        note("a rehearsal over a copy of the data");
        const results = await candidate.rehearse(wanted, { ...rules, mayMigrate: !isShared });
        requirePassed(results, order, tell);
        return;
      }
      await candidate.start(rules);
      await requireFit(candidate);
      if (wanted !== undefined) requirePassed(await candidate.judge(wanted), order, tell);
    },
    takeOver: async (from, to, rules) => {
      listener.hold();
      note("requests wait; the old slot writes what it has and ends");
      if (from !== undefined) await endNow(from);
      note("the new slot takes the data");
      await to.candidate.start(rules);
      await requireFit(to.candidate);
    },
    goBack: async (back, still, failed) => {
      if (still !== undefined && !still.isGone()) {
        // It never stopped: requests go there again, and then the other one may go.
        await hand(failed, still);
        keeping.guard(still);
        if (failed !== undefined) keeping.end(failed);
        return;
      }
      if (back !== null) listener.hold();
      if (failed !== undefined && !failed.isGone()) {
        if (keeping.serving() === failed) await endNow(failed);
        else await failed.candidate.kill();
      }
      if (back === null) listener.close();
      else await keeping.revive(back);
    },
  };
};
