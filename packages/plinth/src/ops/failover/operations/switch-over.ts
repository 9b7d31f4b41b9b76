import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseServer } from "#store";
import { graceOf } from "../lease/contract.ts";
import { LeaseRefused } from "../lease/leader.ts";
import {
  bestStandby,
  closeServer,
  finishPromotion,
  type ServerState,
  surveyServers,
  withServer,
} from "../postgresql/cluster.ts";
import { checkFailover, type FailoverHealth, type LookParts } from "./look.ts";

const SERVER_MS = 1_500;
/** Longest wait for a standby to receive what a primary that lives has written. */
const CATCH_UP_MS = 10_000;
const STEP_MS = 100;

/** What is to be done, before it is. */
export interface SwitchPlan {
  readonly from: string | undefined;
  readonly to: string;
  readonly epoch: number;
  /** Whether the one before answers, so that nothing need be lost. */
  readonly isOrderly: boolean;
  readonly steps: readonly string[];
}

/** How a change of the primary is asked for. */
export interface SwitchOrder {
  /** "host:port"; the standby that received most where it is absent. */
  readonly to: string | undefined;
  readonly isForced: boolean;
}

const choose = ({ look }: FailoverHealth, { to, isForced }: SwitchOrder): ServerState => {
  const others = look.servers.filter(({ name }) => name !== look.holder);
  if (to === undefined) {
    const best = bestStandby(others);
    if (best === undefined) throw new LeaseRefused("no standby answers");
    return best;
  }
  const named = look.servers.find(({ name }) => name === to);
  if (named?.look === undefined)
    throw new LeaseRefused(`${to} does not answer, or is not named by DATABASE_URL`);
  if (!named.look.isStandby && !isForced) {
    throw new LeaseRefused(`${to} is no standby; --force makes it lead as it is`);
  }
  return named;
};

/**
 * What a change of the primary would do; nothing is changed.
 * @throws {LeaseRefused} where it must not be done, with one sentence.
 */
export const planSwitch = async (parts: LookParts, order: SwitchOrder): Promise<SwitchPlan> => {
  const health = await checkFailover(parts);
  const { look, isAlive } = health;
  const chosen = choose(health, order);
  const before = look.servers.find(({ name }) => name === look.holder);
  const isOrderly = before?.look?.isStandby === false && chosen.name !== look.holder;
  if ((isAlive || isOrderly) && !order.isForced) {
    throw new LeaseRefused(`${look.holder} leads and answers; --force switches over all the same`);
  }
  if (chosen.needed.length > 0) {
    throw new LeaseRefused(
      `the role may not promote ${chosen.name}: ${chosen.needed.join("; ")}, or name another one in FAILOVER_DATABASE_URL`,
    );
  }
  const highest = Math.max(look.epoch, ...look.servers.map((one) => one.look?.epoch ?? 0));
  const epoch = highest + 1;
  return {
    from: look.holder,
    to: chosen.name,
    epoch,
    isOrderly,
    steps: [
      `claim epoch ${epoch} for ${chosen.name} at ${look.witness}`,
      `wait ${graceOf(parts)} ms, until no instance believes in epoch ${look.epoch}`,
      ...(isOrderly
        ? [`close ${look.holder}, and wait until ${chosen.name} has what it wrote`]
        : []),
      `promote ${chosen.name}, and write epoch ${epoch} there`,
    ],
  };
};

const WRITTEN = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as written";

/** Lets a standby receive everything that its primary wrote; false where that takes too long. */
const drain = async (from: DatabaseServer, to: DatabaseServer): Promise<boolean> => {
  await closeServer(from, SERVER_MS);
  const [row] = await withServer(from, SERVER_MS, ({ query }) => query(WRITTEN));
  const written = Number(row?.["written"]);
  for (let waited = 0; waited < CATCH_UP_MS; waited += STEP_MS) {
    const [state] = await surveyServers([to], SERVER_MS);
    if ((state?.received ?? 0) >= written) return true;
    await pause(STEP_MS);
  }
  return false;
};

/**
 * Carries a plan out. Whoever watches finishes what breaks off after the claim.
 * @throws {LeaseRefused} where somebody else was quicker.
 */
export const switchOver = async (
  parts: LookParts & { readonly newNonce: () => string; readonly now: () => number },
  plan: SwitchPlan,
  tell: (step: string) => void,
): Promise<void> => {
  const { witness, servers = [], newNonce, now } = parts;
  const [from, to] = [plan.from, plan.to].map((wanted) =>
    servers.find(({ name }) => name === wanted),
  );
  if (to === undefined) throw new LeaseRefused(`DATABASE_URL does not name ${plan.to}`);
  const claim = { epoch: plan.epoch, holder: plan.to, nonce: newNonce(), at: now() };
  if (!(await witness.claim({ ...claim, isFollowUp: false }))) {
    throw new LeaseRefused(`somebody else claimed epoch ${plan.epoch} at the same time`);
  }
  tell(`epoch ${plan.epoch} is claimed for ${plan.to}`);
  await pause(graceOf(parts));
  if (plan.isOrderly && from !== undefined) {
    const isComplete = await drain(from, to).catch(() => false);
    tell(
      isComplete
        ? `${plan.to} has everything that ${plan.from} wrote`
        : `${plan.from} wrote what ${plan.to} did not receive`,
    );
  }
  const left = await finishPromotion(to, plan.epoch, SERVER_MS);
  tell(`${plan.to} is the primary`);
  if (left !== undefined) tell(left);
};
