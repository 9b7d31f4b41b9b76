import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { createIdGenerator, createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { createMigrator, openStore } from "#store";
import { jobMigrations } from "../migrations.ts";
import { createNode, type JobsNode, stopNode } from "./node.ts";
import { effectMigration, jobsConformance } from "./suite.ts";

const directory = mkdtempSync(join(tmpdir(), "plinth-jobs-"));
const clock = createManualClock();
const store = await openStore({ engine: { kind: "embedded", directory }, clock });
await createMigrator(store, [...jobMigrations, effectMigration]).up();
const newId = createIdGenerator(clock, createSecureRandom());

describe("the queue on SQLite", () => {
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  for (const [index, { name, run }] of jobsConformance.entries()) {
    it(name, async () => {
      const nodes: JobsNode[] = [];
      await run({
        store,
        clock,
        name: (stem) => `${stem}-c${index}`,
        node: (options) => {
          const made = createNode(store, newId, options);
          nodes.push(made);
          return made;
        },
      });
      for (const made of nodes) await stopNode(made);
    });
  }
});
