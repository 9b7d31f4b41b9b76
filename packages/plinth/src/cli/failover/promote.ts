import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sendControl } from "#app";
import {
  checkFailover,
  createOwnEpochFile,
  LeaseRefused,
  lookAtFailover,
  planSwitch,
  type StandbyState,
  switchOver,
} from "#ops/failover";
import type { Arguments } from "../command.ts";
import type { FailoverContext } from "./context.ts";

/** Longest wait for a standby that was told to take over. */
const LONGEST_MS = 120_000;
const STEP_MS = 200;

interface Asked {
  readonly standby?: StandbyState;
}

/** Asks what runs on this data directory; undefined where nothing does. */
const ask = async (
  dataDirectory: string,
  command: string,
  given: Readonly<Record<string, unknown>> = {},
): Promise<Asked | undefined> => {
  const answer = await sendControl(dataDirectory, { command, arguments: given });
  if (answer === undefined) return undefined;
  if (!answer.ok) throw new LeaseRefused(answer.message);
  return answer.value as Asked;
};

/** Waits until who takes over after epoch `before` gives signs of life, and serves soon. */
const waitForLeader = async ({ parts }: FailoverContext, before: number) => {
  for (let waited = 0; waited < LONGEST_MS; waited += STEP_MS) {
    const look = await lookAtFailover(parts);
    // The standby claims, lets go, and the application claims once more.
    if (look.epoch > before + 1 && look.beat?.epoch === look.epoch && !look.beat.isReleased) {
      return look;
    }
    await pause(STEP_MS);
  }
  throw new LeaseRefused("the standby did not take over in time; see its output");
};

/** A directory whose data is to lead, whatever the witness says of others. */
const adopt = async (context: FailoverContext, isDry: boolean): Promise<number> => {
  const { parts, show } = context;
  const { look, isAlive } = await checkFailover(parts);
  const plan = {
    epoch: look.epoch,
    directory: parts.dataDirectory,
    overthrows: isAlive ? look.holder : null,
    done: !isDry,
  };
  if (!isDry) createOwnEpochFile(parts.dataDirectory).write({ epoch: look.epoch, nonce: "" });
  show(plan, [
    ...(isAlive ? [`${look.holder} is alive, and loses the lead as soon as this one starts`] : []),
    isDry
      ? `would let ${parts.dataDirectory} lead after epoch ${look.epoch}`
      : `${parts.dataDirectory} may lead after epoch ${look.epoch}: start plinth serve`,
  ]);
  return 0;
};

/** Has the standby of this data directory take over. */
export const promoteStandby = async (
  given: Arguments,
  context: FailoverContext,
): Promise<number> => {
  const { parts, show } = context;
  const [isDry, isForced] = [given.isSet("dry-run"), given.isSet("force")];
  const { dataDirectory } = parts;
  const running = await ask(dataDirectory, "failover");
  if (running === undefined && isForced && existsSync(join(dataDirectory, "plinth.db"))) {
    return adopt(context, isDry);
  }
  if (running?.standby === undefined) {
    throw new LeaseRefused(
      running === undefined
        ? "no standby runs on this data directory; --force lets its database lead as it is"
        : "the instance of this data directory leads, or did; run this where the standby is",
    );
  }
  const { claim, copy } = running.standby;
  const health = await checkFailover(parts);
  const refusal =
    health.isAlive && !isForced
      ? `${health.look.holder} leads and is alive; --force takes over all the same`
      : copy === undefined
        ? "the standby has no copy yet"
        : undefined;
  if (isDry) {
    const upTo = copy === undefined ? null : new Date(copy.at).toISOString();
    show({ from: claim?.holder, epoch: health.look.epoch + 1, upTo, refusal, done: false }, [
      refusal === undefined
        ? `would take over from ${claim?.holder}, with everything up to ${upTo}`
        : `would refuse: ${refusal}`,
    ]);
    return refusal === undefined ? 0 : 1;
  }
  if (refusal !== undefined) throw new LeaseRefused(refusal);
  const began = performance.now();
  await ask(dataDirectory, "failover.promote", { isForced });
  const now = await waitForLeader(context, health.look.epoch);
  const tookMs = Math.round(performance.now() - began);
  show({ holder: now.holder, epoch: now.epoch, tookMs, done: true }, [
    `${now.holder} leads epoch ${now.epoch}, after ${tookMs} ms`,
  ]);
  return 0;
};

/** Makes another PostgreSQL server the primary. */
export const promoteServer = async (
  given: Arguments,
  { parts, show, terminal }: FailoverContext,
): Promise<number> => {
  const order = { to: given.text("to"), isForced: given.isSet("force") };
  const plan = await planSwitch(parts, order);
  if (given.isSet("dry-run")) {
    show(
      { ...plan, done: false },
      plan.steps.map((step) => `would ${step}`),
    );
    return 0;
  }
  const began = performance.now();
  await switchOver(parts, plan, (step) => terminal.tell(`plinth: ${step}`));
  const tookMs = Math.round(performance.now() - began);
  show({ ...plan, tookMs, done: true }, [
    `${plan.to} leads epoch ${plan.epoch}, after ${tookMs} ms`,
  ]);
  return 0;
};
