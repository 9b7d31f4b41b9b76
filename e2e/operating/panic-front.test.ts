import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createHost, makeRelease } from "../deploy/support.ts";
import { createApi } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { isTurnOf } from "../support/share.ts";

const scratch = scratchDirectory();
afterAll(() => scratch.remove());

const LIMIT_MS = 30_000;

it.runIf(isTurnOf(0, 2))(
  "DEP-16: behind the front panic shuts the door, and a deploy with all its checks opens it",
  async () => {
    const release = makeRelease(scratch.path, { version: "1.0.0" });
    const host = await createHost(scratch.path, {
      BACKUP_DIRECTORY: join(scratch.path, "backups"),
      // A deploy with all its checks wants somebody who hears of alerts; mail goes to files here.
      ALERT_EMAIL: "operator@example.org",
    });
    const front = await host.front();
    const api = createApi(host.url);
    const status = async () => (await fetch(`${host.url}/api/v1/version`)).status;
    const until = async (wanted: number): Promise<void> => {
      const end = performance.now() + LIMIT_MS;
      while ((await status().catch(() => 0)) !== wanted) {
        if (performance.now() > end) throw new Error(`never answered ${wanted}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const deploy = (...checks: readonly string[]) =>
      host.plinth(release, "deploy", "test", ...checks);
    try {
      const first = await deploy("false", "false", "false");
      expect(first.code, first.told + first.printed).toBe(0);
      await until(200);
      const panic = await host.plinth(release, "panic", "--json");
      expect(panic.code, panic.told).toBe(0);
      await until(503);
      const trail = await host.plinth(release, "audit-log", "export");
      expect(trail.printed).toContain("panic.revoked");
      expect((await api.call("GET", "/health")).status).toBe(200);
      const last = await deploy("true", "true", "true");
      expect(last.code, last.told + last.printed).toBe(0);
      await until(200);
    } finally {
      await front.kill();
    }
  },
);
