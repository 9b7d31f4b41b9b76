import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { restoreBackup } from "#app";
import type { Config } from "#config";
import type { Drill, Scene } from "../drill.ts";
import { startBackedUp } from "../support/backups.ts";

/** Turns one bit of every full backup around; where the first one was. */
const flipBits = (directory: string, seed: number): string => {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const full = names.filter((name) => basename(name).startsWith("full-") && name.endsWith(".plb"));
  for (const name of full) {
    const path = join(directory, name);
    const bytes = readFileSync(path);
    // Behind the header, which says of itself whether it is whole.
    const at = Math.floor(bytes.length / 2) + (seed % 1_000);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (seed % 8));
    writeFileSync(path, bytes);
  }
  return full[0] ?? "";
};

const refusalOf = async (config: Config): Promise<string | undefined> => {
  try {
    await restoreBackup(config);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const begun = await startBackedUp(scene, scene.directory());
  if (!("instance" in begun)) return begun;
  const { instance, config } = begun;
  const before = await instance.proveBackup();
  const name = flipBits(config.backups.directory ?? "", scene.seed);
  const flippedAt = incident.note(`one bit of ${name} is turned around`);
  const drilled = await instance.proveBackup();
  const detectMs =
    incident.note(`the instance's own drill says: ${drilled ?? "all is well"}`) - flippedAt;
  await instance.kill();
  await rm(config.dataDirectory, { recursive: true });
  const refused = await refusalOf(config);
  incident.note(`a restore says: ${refused ?? "done"}`);
  const faults = [
    ...(before === undefined ? [] : [`the backup was taken for bad before: ${before}`]),
    ...(drilled === undefined ? ["the drill of the instance took the backup for good"] : []),
    ...(refused === undefined ? ["a restore took the backup for good"] : []),
  ];
  return {
    ...(drilled === undefined ? {} : { detectMs }),
    lost: { what: "flipped bits that nobody noticed", of: 1, lost: refused === undefined ? 1 : 0 },
    faults,
  };
};

/** A bit of a backup is not what was written (BK-05). */
export const flippedBit: Drill = {
  id: "flipped-bit",
  claim: "A backup of which one bit was changed is taken for bad by drills, and is not restored",
  holds: [
    "the drill of the instance is red, and was green before",
    "a restore is refused, and leaves no database behind",
  ],
  requirements: ["BK-05", "P-059", "P-060"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "Run plinth backup verify, and make a new full backup at once: plinth backup create",
  shelfLifeDays: 30,
  sabotages: ["believes-backups"],
  run,
};
