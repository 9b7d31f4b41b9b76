import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStandby } from "#app";
import { loadConfig } from "#config";
import { systemClock, writeWhole } from "#core";
import { createSecureRandom } from "#crypto";
import { createLogger } from "#telemetry";

/** Many probes share the thread with who beats: late is not lost here. */
const PATIENT = { FAILOVER_CHECK_MS: "1000", FAILOVER_TTL_MS: "120000", FAILOVER_CHECKS: "100" };

/** What an instance is told that leads, with its backups at `place`. */
export const leadingSettings = (place: string): Readonly<Record<string, string>> => ({
  ...{ BACKUP_DIRECTORY: place, FAILOVER_WITNESS: "backups", FAILOVER_NAME: "one" },
  // Both have to know it, and each makes a SECRET_KEY of its own.
  BACKUP_KEY: Buffer.from(createSecureRandom().bytes(32)).toString("base64url"),
  ...PATIENT,
});

/** Follows the instance that leads with these settings; the result ends it. */
export const followInstance = async (
  settings: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-standby-"));
  const config = loadConfig({
    env: {
      ...{ PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, PORT: "0" },
      ...settings,
      ...{ FAILOVER_NAME: "two", FAILOVER_AUTOMATIC: "false" },
    },
  });
  const quiet = { write: () => undefined };
  const log = createLogger({
    ...{ level: "error", clock: systemClock, component: "standby", destination: quiet },
  });
  const { standby, close } = await openStandby({ config, log, tell: () => undefined });
  const running = standby.run();
  // How it fares is what the probe asks about.
  running.catch(() => undefined);
  return async () => {
    standby.stop();
    await running.catch(() => undefined);
    await close();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
};

const releaseOf = (version: string) => ({
  ...{ directory: "/releases", environment: "test", name: "Test", version },
});

/** Leaves behind what `plinth front` does after two deploys, all checks of which passed. */
export const leaveDeploys = (dataDirectory: string): void => {
  const [one, two] = ["1.0.0", "2.0.0"].map(releaseOf);
  const records = [1, 2].map((number) => ({
    ...{ number, kind: "deploy", by: "operator", outcome: "deployed", reason: "Test serves" },
    ...{ at: `2026-01-0${number}T00:00:00.000Z`, from: null, to: "Test" },
    gates: { passed: 13, others: [] },
  }));
  const state = {
    ...{ format: 1, number: 2, under: null, last: null, records },
    active: { colour: "green", release: two },
    previous: { colour: "blue", release: one },
  };
  writeWhole(join(dataDirectory, "deploy", "state.json"), JSON.stringify(state));
};
