import { rm } from "node:fs/promises";
import { restoreBackup } from "#app";
import type { Drill, Scene } from "../drill.ts";
import { startBackedUp, writeRow } from "../support/backups.ts";
import { readEntries } from "../support/writing.ts";

const WANTED = ["row-1", "row-2"];

const run = async (scene: Scene) => {
  const { incident } = scene;
  const begun = await startBackedUp(scene, scene.directory());
  if (!("instance" in begun)) return begun;
  const { instance, config, env } = begun;
  await writeRow(instance.url, "row-1");
  const second = await writeRow(instance.url, "row-2");
  await writeRow(instance.url, "row-3");
  // What was written last must be in the backup too, or nothing would have to be left out.
  const complaint = await instance.proveBackup();
  incident.note("three rows are written, each at an instant of its own");
  const killedAt = incident.note("kill -9, and its data directory is removed");
  await instance.kill();
  await rm(config.dataDirectory, { recursive: true });
  const { at } = await restoreBackup(config, { at: second });
  incident.note(
    `restored to ${new Date(second).toISOString()}: its last commit is of ${new Date(at).toISOString()}`,
  );
  const next = await scene.start({ dataDirectory: config.dataDirectory, env });
  const recoverMs = incident.note("started on what was restored, ready") - killedAt;
  const found = [...(await readEntries(next.url)).keys()].toSorted();
  const missing = WANTED.filter((id) => !found.includes(id));
  const later = found.filter((id) => !WANTED.includes(id));
  return {
    recoverMs,
    lost: { what: "rows of before the instant", of: WANTED.length, lost: missing.length },
    faults: [
      ...(complaint === undefined ? [] : [`before the loss its own drill said: ${complaint}`]),
      ...(missing.length === 0 ? [] : [`${missing.join(", ")} of before the instant is missing`]),
      ...(later.length === 0 ? [] : [`${later.join(", ")} of after the instant is there`]),
    ],
  };
};

/** Rows at three instants, and the second of them is brought back (BK-03). */
export const restoreToTime: Drill = {
  id: "restore-to-time",
  claim: "A restore to an instant brings back what was committed by then, and nothing else",
  holds: [
    "rows one and two are there, row three is not",
    "an instance starts on what was restored",
  ],
  requirements: ["BK-03", "BK-09", "P-058"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "See plinth backup verify: whether the log of the backup has a gap",
  shelfLifeDays: 30,
  sabotages: ["never-backs-up"],
  run,
};
