import { createSecretKey, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { backgroundTimer, monotonicClock, systemClock } from "#core";
import { createSecureRandom } from "#crypto";
import { openStore, sql } from "#store";
import { createLogger, createMetrics } from "#telemetry";
import type { BackupTarget } from "../targets/contract.ts";
import { createDirectoryTarget } from "../targets/directory.ts";
import { createBackups } from "./backups.ts";

/** Nothing that packs well: what is packed waits in the piece that grows, not before it. */
const ROW = randomBytes(500_000).toString("hex");
/** More than may wait for a place that takes nothing. */
const ROWS = 90;
const LATER_MS = 120_000;

const root = mkdtempSync(join(tmpdir(), "plinth-slow-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A place that takes pieces of log only once it is let go. */
const hanging = (target: BackupTarget) => {
  let isHeld = false;
  let release = (): void => undefined;
  let held = Promise.resolve();
  return {
    hold: (): void => {
      isHeld = true;
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    letGo: (): void => {
      isHeld = false;
      release();
    },
    target: {
      ...target,
      put: async (...words: Parameters<BackupTarget["put"]>) => {
        if (isHeld && words[0].includes("/log/")) await held;
        return target.put(...words);
      },
    } satisfies BackupTarget,
  };
};

it("P-060, BK-01: a place that hangs holds up no commit, is told, and is forgotten once too much waits for it", async () => {
  let later = 0;
  const clock = { now: () => systemClock.now() + later };
  const metrics = createMetrics();
  const { target, hold, letGo } = hanging(createDirectoryTarget(join(root, "backups")));
  const backups = createBackups({
    ...{ target, copyTo: undefined, former: [], metrics, clock },
    key: createSecretKey(Buffer.alloc(32, 9)),
    random: createSecureRandom(),
    monotonic: monotonicClock,
    startTimer: backgroundTimer,
    dataDirectory: join(root, "data"),
    variables: () => ({}),
    log: createLogger({ level: "fatal", clock, component: "test", destination: 2 }),
  });
  const engine = { kind: "embedded", directory: join(root, "data") } as const;
  const store = await openStore({ engine, clock });
  if (store.log !== undefined) await backups.attach(store.log);
  await sql`create table item (id integer primary key, text text not null) strict`.execute(
    store.write(),
  );
  await backups.create();
  hold();
  const insert = (id: number) =>
    sql`insert into item values (${id}, ${ROW})`.execute(store.write());
  await insert(1);
  // It arrives from the thread that writes.
  await vi.waitFor(() => expect(backups.status().lagMs).toBeGreaterThan(0), { timeout: 25_000 });
  later = LATER_MS;
  expect(backups.status().lagMs).toBeGreaterThanOrEqual(LATER_MS);
  expect(metrics.render()).toMatch(/^backup_lag_seconds 1[2-9]\d/m);
  for (let id = 2; id <= ROWS; id += 1) await insert(id);
  await vi.waitFor(() => expect(backups.status().isFollowing).toBe(false), { timeout: 25_000 });
  expect(metrics.render()).toMatch(/^backup_following 0/m);
  expect(metrics.render()).toMatch(/^backup_failures_total\{what="log"\} [1-9]/m);

  letGo();
  const { proof } = await backups.create();
  expect(proof).toMatchObject({ faults: [], rows: ROWS });
  expect(backups.status().isFollowing).toBe(true);
  await store.close();
  await backups.close();
});
