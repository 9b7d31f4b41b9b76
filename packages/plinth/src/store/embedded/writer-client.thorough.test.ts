import { describe, expect, it } from "vitest";
import { createWriterClient } from "./writer-client.ts";

const SCRIPTS = {
  dying: `import { parentPort } from "node:worker_threads";
    parentPort.once("message", () => { throw new Error("the thread is broken"); });`,
  silent: `import { parentPort } from "node:worker_threads";
    parentPort.on("message", () => undefined);`,
};
const scriptOf = (name: keyof typeof SCRIPTS) =>
  new URL(`data:text/javascript,${encodeURIComponent(SCRIPTS[name])}`);
const statement = { turn: 0, first: false, sql: "select 1", parameters: [] };

describe("the writer's thread", () => {
  it("that dies fails everybody who waits, is reported, and is replaced at the next command", async () => {
    const faults: unknown[] = [];
    const client = createWriterClient({
      path: "unused",
      waitMs: 1_000,
      queueLength: 10,
      onFault: (fault) => faults.push(fault),
      script: scriptOf("dying"),
    });
    client.opened.catch(() => undefined);
    for (let thread = 1; thread <= 2; thread += 1) {
      const both = await Promise.allSettled([client.run(statement), client.run(statement)]);
      expect(both).toMatchObject([
        { status: "rejected", reason: { code: "SERVICE_UNAVAILABLE" } },
        { status: "rejected", reason: { code: "SERVICE_UNAVAILABLE" } },
      ]);
      expect(faults).toHaveLength(thread);
    }
    expect(client.isBusy()).toBe(false);
  });

  it("that never answers does not keep its callers forever", async () => {
    const client = createWriterClient({
      path: "unused",
      waitMs: 1_000,
      queueLength: 10,
      onFault: () => undefined,
      script: scriptOf("silent"),
    });
    client.opened.catch(() => undefined);
    const lost = client.run({ ...statement, commandTimeoutMs: 1 });
    await expect(lost).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      cause: { message: expect.stringContaining("may have been saved or not") },
    });
  });
});
