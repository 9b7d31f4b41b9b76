import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { restoreBackup } from "#app";
import { type Config, loadConfig } from "#config";
import { type Drill, NotApplicableError, type Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { PROVEN_MS, waitForProof } from "../support/backups.ts";
import { readEntries, startWriting, tally, untilOld, type Writing } from "../support/writing.ts";

/** The goal is one second; a machine that is busy with other things is late by as much again. */
const RPO_MS = 2_000;

/** What was acknowledged so long before the end that its loss is a fault. */
const olderThan = ({ acknowledged, written }: Writing, at: number): ReadonlyMap<string, number> => {
  const old = new Set(written.filter((one) => one.at <= at).map(({ id }) => id));
  return new Map([...acknowledged].filter(([id]) => old.has(id)));
};

interface Restored {
  readonly next: Instance;
  readonly recoverMs: number;
}

const restoreAndStart = async (
  { start, incident }: Scene,
  config: Config,
  env: Readonly<Record<string, string>>,
  killedAt: number,
): Promise<Restored> => {
  const { at } = await restoreBackup(config);
  incident.note(`restored, as of ${new Date(at).toISOString()}`);
  const next = await start({ dataDirectory: config.dataDirectory, env });
  const recoverMs = incident.note("started on what was restored, ready") - killedAt;
  return { next, recoverMs };
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const directory = scene.directory();
  const dataDirectory = join(directory, "data");
  const env = {
    BACKUP_DIRECTORY: join(directory, "backups"),
    BACKUP_KEY: randomBytes(48).toString("base64url"),
  };
  const config = loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, ...env } });
  const instance = await scene.start({ dataDirectory, env });
  if (!instance.modules.includes("backups")) {
    throw new NotApplicableError("the application has no backups");
  }
  const nothing = { what: "acknowledged writes", of: 0, lost: 0 };
  if (!(await waitForProof(config))) {
    return { lost: nothing, faults: [`no backup was proven within ${PROVEN_MS / 1_000} s`] };
  }
  incident.note("the first full backup is proven");
  const { elapsed } = incident;
  const writing = startWriting({ url: instance.url, prefix: "b", elapsed, defer: scene.defer });
  await untilOld(writing, RPO_MS);
  const killedAt = incident.note("kill -9 under 6 writers, and its data directory is removed");
  await instance.kill();
  await writing.end();
  await rm(dataDirectory, { recursive: true });
  const { next, recoverMs } = await restoreAndStart(scene, config, env, killedAt);
  const found = await readEntries(next.url);
  const { lost, faults } = tally(olderThan(writing, killedAt - RPO_MS), found);
  const all = tally(writing.acknowledged, found).lost;
  incident.note(
    `${all.lost} of ${all.of} acknowledged writes are missing, ${lost.lost} of them old`,
  );
  return { recoverMs, lost, faults };
};

/** The machine is gone, and what is left is a backup (BK-03, BK-09). */
export const machineLost: Drill = {
  id: "machine-lost",
  claim: "After the loss of a machine its backup brings everything back but the last moments",
  holds: [
    `nothing is missing that was acknowledged ${RPO_MS / 1_000} s before the loss`,
    "writes of several rows are there whole or not at all",
    "the restored database passes its integrity check, and an instance starts on it",
  ],
  requirements: ["BK-03", "BK-09", "P-058"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "See plinth backup list: whether commits go to the backup, and when it was last proven",
  shelfLifeDays: 30,
  sabotages: ["never-backs-up"],
  run,
};
