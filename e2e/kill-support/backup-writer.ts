import { createSecretKey } from "node:crypto";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import {
  backgroundTimer,
  monotonicClock,
  systemClock,
} from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import {
  createBackups,
  createDirectoryTarget,
} from "../../packages/plinth/src/ops/backup/index.ts";
import { openStore, sql } from "../../packages/plinth/src/store/index.ts";
import { createLogger, createMetrics } from "../../packages/plinth/src/telemetry/index.ts";

// Writes with backups until it is killed: every line on standard output is the id of a write that was
// answered, and when. Argument: a directory for data and backups.

const [, , root = ""] = process.argv;
const target = createDirectoryTarget(join(root, "backups"));
const backups = createBackups({
  target,
  copyTo: undefined,
  key: createSecretKey(Buffer.alloc(32, 5)),
  former: [],
  random: createSecureRandom(),
  clock: systemClock,
  monotonic: monotonicClock,
  startTimer: backgroundTimer,
  dataDirectory: join(root, "data"),
  variables: () => ({}),
  log: createLogger({ level: "fatal", clock: systemClock, component: "test", destination: 2 }),
  metrics: createMetrics(),
});
const store = await openStore({
  engine: { kind: "embedded", directory: join(root, "data") },
  clock: systemClock,
});
if (store.log !== undefined) await backups.attach(store.log);
await sql`create table if not exists entry (id integer primary key, text text) strict`.execute(
  store.write(),
);
const { rows } = await sql<{ last: number | null }>`select max(id) as last from entry`.execute(
  store.read(),
);
let next = (rows[0]?.last ?? 0) + 1;
if (!backups.status().isFollowing) await backups.create();
// A process that is killed writes down nothing of what Node compiled for it; the next starts sooner so.
flushCompileCache();
process.stdout.write("ready 0\n");
// Also while a full backup is made, again and again.
const again = async (): Promise<void> => {
  for (;;) await backups.create().catch(() => undefined);
};
void again();
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (;;) {
      const id = next;
      next += 1;
      await sql`insert into entry values (${id}, ${"x".repeat(id % 900)})`.execute(store.write());
      process.stdout.write(`${id} ${Date.now()}\n`);
    }
  }),
);
