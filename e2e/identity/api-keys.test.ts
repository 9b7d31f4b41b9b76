import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { startKeyBench } from "../../packages/plinth/src/testing/key-bench.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { plinthCommand } from "../support/server.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("API keys on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

/** Runs lines of the guide as a reader would. */
const runShell = (
  lines: string,
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly printed: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn("sh", ["-eu", "-c", lines], {
      cwd: directory,
      env: environment,
      timeout: 60_000,
    });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve({ code, printed }));
  });

/** A directory with `npx`, which runs this checkout's plinth: the guide's reader installed it. */
const commandsIn = (directory: string): string => {
  const [command, words] = plinthCommand();
  const bin = join(directory, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nshift\nexec '${command}' ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  writeFileSync(join(bin, "npx"), script);
  chmodSync(join(bin, "npx"), 0o755);
  return bin;
};

describe("the command line and curl", () => {
  it("KEY-03: the recipe of the guide is accepted, and a second time refused", async () => {
    const guide = readFileSync(new URL("../../docs/guide/api-keys.md", import.meta.url), "utf8");
    const recipe = /```sh\n([^`]+)```/.exec(guide)?.[1] ?? "";
    expect(recipe).toContain("curl");
    const scratch = scratchDirectory();
    const bench = await startKeyBench({ clock: createManualClock(Date.now()) });
    try {
      const account = await bench.addAccount();
      const { key, signingSecret } = await bench.addKey(account, { signing: "hmac-sha256" });
      const environment = {
        PATH: `${commandsIn(scratch.path)}${delimiter}${process.env["PATH"] ?? ""}`,
        URL: bench.app.localUrl,
        PLINTH_API_KEY: key,
        PLINTH_SIGNING_SECRET: signingSecret ?? "",
      };
      const first = await runShell(recipe, scratch.path, environment);
      expect(first.printed).toContain(account.id);
      const curl = recipe.slice(recipe.indexOf("curl"));
      const again = await runShell(curl, scratch.path, environment);
      expect(again.printed).toContain("SIGNATURE_INVALID");
    } finally {
      await bench.app.stop();
      scratch.remove();
    }
  });
});

describe.skipIf("missing" in server)("API keys on two nodes", () => {
  it("KEY-02, KEY-03: revoked on one, refused on the other within a second; a nonce counts for both", async () => {
    if ("missing" in server) throw new Error("no PostgreSQL");
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const clock = createManualClock();
    const a = await startKeyBench({ clock, env });
    const b = await startKeyBench({ clock, env });
    try {
      const account = await a.addAccount();
      const { key, details } = await a.addKey(account, { signing: "hmac-sha256" });
      const ask = async () => [
        (await a.get("/api/v1/things", key)).status,
        (await b.get("/api/v1/things", key)).status,
      ];
      expect(await ask()).toEqual([200, 200]);
      const uses = await Promise.all(
        [a, b, a, b, a, b].map((node) =>
          node.keys.useNonce(details.prefix, "a number used once", clock.now() + 600_000),
        ),
      );
      expect(uses.filter((isNew) => isNew)).toHaveLength(1);
      await a.keys.revoke(account.id, details.id);
      clock.advance(1_000);
      expect(await ask()).toEqual([401, 401]);
      const parallel = await Promise.allSettled(
        Array.from({ length: 54 }, (_, index) => (index % 2 === 0 ? a : b).addKey(account)),
      );
      expect(parallel.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(
        50,
      );
      expect(await a.keys.list(account.id)).toHaveLength(
        parallel.filter(({ status }) => status === "fulfilled").length,
      );
      await expect(a.addKey(account)).rejects.toMatchObject({ status: expect.any(Number) });
      for (const { table, export: give } of a.keys.personalData) {
        expect((await give(account.id)).length, table).toBeGreaterThan(0);
      }
    } finally {
      await a.settle();
      await b.settle();
      await a.app.stop();
      await b.app.stop();
    }
  });
});
