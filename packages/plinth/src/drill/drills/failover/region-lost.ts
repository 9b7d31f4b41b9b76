import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { loadConfig } from "#config";
import { type Drill, NotApplicableError, type Outcome, type Scene } from "../../drill.ts";
import type { Instance } from "../../instance/instance.ts";
import { ask, pause, waitFor } from "../../support/ask.ts";
import { waitForProof } from "../../support/backups.ts";
import {
  acknowledgedBetween,
  failedAfter,
  type Lost,
  measuredRpo,
  recoveredAt,
} from "../../support/loss.ts";
import { readEntries, startWriting, tally, untilOld } from "../../support/writing.ts";

/** The goal is one second; a machine that is busy with other things is late by as much again. */
const RPO_MS = 2_000;
/** From the kill to the first acknowledged write, with the usual settings. */
const RTO_MS = 30_000;
const READY_MS = 15_000;

const NOTHING = { what: "acknowledged writes", of: 0, lost: 0 } as const;

const canTakeOver = async ({ url }: Instance): Promise<boolean> => {
  const { json } = await ask(`${url}/health`);
  const standby = json["standby"] as { readonly couldTakeOver?: boolean } | undefined;
  return standby?.couldTakeOver === true;
};

/** What the other region has, and how long it took. */
const outcomeOf = async ({ incident }: Scene, url: string, lost: Lost): Promise<Outcome> => {
  const { writing, lostAt } = lost;
  const found = await readEntries(url);
  const rpoMs = Math.round(measuredRpo(lost, found));
  const recovered = recoveredAt(lost);
  const recoverMs = recovered === undefined ? undefined : recovered - lostAt;
  incident.note(`RTO ${recoverMs} ms, RPO ${rpoMs} ms, ${failedAfter(lost)} requests failed`);
  const old = tally(acknowledgedBetween(writing, -1, lostAt - RPO_MS), found);
  // What the first region answered while it was killed is neither.
  const since = (recovered ?? Number.POSITIVE_INFINITY) - 1;
  const later = tally(acknowledgedBetween(writing, since, Number.POSITIVE_INFINITY), found);
  const isLate = recoverMs === undefined || recoverMs > RTO_MS;
  return {
    recoverMs,
    lost: old.lost,
    faults: [
      ...old.faults,
      ...later.faults,
      ...(isLate ? [`no write was acknowledged within ${RTO_MS / 1_000} s of the loss`] : []),
    ],
  };
};

/** The region with its writers is gone: until the other one acknowledges writes. */
const loseRegion = async (scene: Scene, one: Instance, two: Instance): Promise<Outcome> => {
  const { incident, defer } = scene;
  const { elapsed } = incident;
  const writing = startWriting({ url: one.url, prefix: "r", elapsed, defer });
  await untilOld(writing, RPO_MS);
  const lostAt = incident.note("kill -9 under 6 writers, and its data directory is removed");
  await one.kill();
  await rm(one.dataDirectory, { recursive: true });
  const { url } = await two.awaitLead();
  incident.note("the standby took over by itself, and serves");
  writing.redirect(url);
  const lost: Lost = { writing, lostAt };
  if (await waitFor(() => recoveredAt(lost) !== undefined, RTO_MS)) {
    incident.note("writes are acknowledged in the other region");
  }
  await pause(300);
  await writing.end();
  return outcomeOf(scene, url, lost);
};

const run = async (scene: Scene): Promise<Outcome> => {
  const { incident } = scene;
  const directory = scene.directory();
  const env = {
    BACKUP_DIRECTORY: join(directory, "away"),
    BACKUP_KEY: randomBytes(48).toString("base64url"),
    FAILOVER_WITNESS: "backups",
  };
  const dataDirectory = join(directory, "one");
  const config = loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, ...env } });
  const one = await scene.start({ dataDirectory, env: { ...env, FAILOVER_NAME: "one" } });
  if (!one.modules.includes("backups")) {
    throw new NotApplicableError("the application has no backups");
  }
  if (!(await waitForProof(config))) {
    return { lost: NOTHING, faults: ["no backup was proven in time"] };
  }
  incident.note("the first region is up, and its first full backup is proven");
  const two = await scene.start({
    ...{ dataDirectory: join(directory, "two"), isStandby: true },
    env: { ...env, FAILOVER_NAME: "two" },
  });
  if (!(await waitFor(() => canTakeOver(two), READY_MS))) {
    return { lost: NOTHING, faults: ["the standby could not take over in time"] };
  }
  incident.note("a standby in the other region has all of it");
  return loseRegion(scene, one, two);
};

/** A region is gone with its data, and the standby of another one takes over (BK-07, BK-09). */
export const regionLost: Drill = {
  id: "region-lost",
  claim: "After the loss of a region the standby of another one serves, without a command",
  holds: [
    `nothing is missing that was acknowledged ${RPO_MS / 1_000} s before the loss`,
    `writes are acknowledged within ${RTO_MS / 1_000} s of it, and stay`,
    "writes of several rows are there whole or not at all",
  ],
  requirements: ["BK-07", "BK-09", "P-061"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "See plinth failover health: whether a standby could take over, and how far behind it is",
  shelfLifeDays: 30,
  sabotages: ["never-backs-up"],
  run,
};
