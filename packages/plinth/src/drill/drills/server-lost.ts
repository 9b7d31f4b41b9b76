import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { backupServerSettings, restoreBackupServer } from "#app";
import { loadConfig } from "#config";
import { type Drill, NotRunError, type Scene } from "../drill.ts";
import { startBackedUp, writeRow } from "../support/backups.ts";

const TABLE = "drill_entries";
const WANTED = 2;

/** A server of the drill's own, which hands its log to pgBackRest. */
const startServer = async (scene: Scene, directory: string) => {
  if (spawnSync("pgbackrest", ["version"]).status !== 0) {
    throw new NotRunError("pgbackrest is not installed here");
  }
  // Loaded where it is needed: it brings the whole application with it.
  const { startPostgres } = await import("#testing");
  // The server's user must get to its backups.
  chmodSync(directory, 0o755);
  const places = {
    PLINTH_DATA: join(directory, "data"),
    BACKUP_DIRECTORY: join(directory, "backups"),
  };
  const settings = backupServerSettings(
    loadConfig({
      env: {
        ...{ PLINTH_ENV: "test", ...places, BACKUP_POSTGRES_DATA: directory },
        DATABASE_URL: "postgresql://nobody:none@127.0.0.1:1/none",
      },
    }),
  ).map((line) => line.replace(" = '", "=").replace(" = ", "=").replace(/'$/, ""));
  const server = await startPostgres({
    durable: true,
    settings: [...settings, "archive_timeout=2"],
  });
  if ("missing" in server) throw new NotRunError(server.missing);
  scene.defer(server.stop);
  scene.incident.note("a PostgreSQL server of the drill's own is up, and hands over its log");
  mkdirSync(places.PLINTH_DATA, { mode: 0o700 });
  return { server, url: await server.createDatabase() };
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const directory = scene.directory();
  const { server, url } = await startServer(scene, directory);
  const begun = await startBackedUp(scene, directory, {
    DATABASE_URL: url,
    BACKUP_POSTGRES_DATA: server.dataDirectory,
  });
  if (!("instance" in begun)) return begun;
  const { instance, config } = begun;
  await writeRow(instance.url, "row-1");
  const second = await writeRow(instance.url, "row-2");
  await writeRow(instance.url, "row-3");
  const began = incident.elapsed();
  const complaint = await instance.proveBackup();
  incident.note(
    `three rows are written, and the log of all is in the backup after ${Math.round(incident.elapsed() - began)} ms with its proof`,
  );
  const killedAt = incident.note("kill -9 of the server and of the instance");
  await Promise.all([instance.kill(), server.kill()]);
  const made = await restoreBackupServer(config, { to: join(directory, "restored"), at: second });
  const recoverMs =
    incident.note(
      `restored to ${new Date(second).toISOString()}; it took writes after ${made.restoreMs} ms`,
    ) - killedAt;
  const found = made.rows[TABLE] ?? 0;
  return {
    recoverMs,
    lost: { what: "rows of before the instant", of: WANTED, lost: Math.max(0, WANTED - found) },
    faults: [
      ...(complaint === undefined ? [] : [`before the loss its own drill said: ${complaint}`]),
      ...(found === WANTED ? [] : [`${found} rows are there instead of ${WANTED}`]),
    ],
  };
};

/** The PostgreSQL server is gone, and what is left is pgBackRest's repository (BK-03). */
export const serverLost: Drill = {
  id: "server-lost",
  claim: "A PostgreSQL server that is lost comes back as it was at an instant",
  holds: [
    "the restored server takes writes, and PostgreSQL's own checks find nothing",
    "rows one and two are there, row three is not",
  ],
  requirements: ["BK-03", "BK-09"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "See plinth backup list: whether the log goes to the backup, and when it was last proven",
  shelfLifeDays: 30,
  sabotages: ["never-backs-up"],
  run,
};
