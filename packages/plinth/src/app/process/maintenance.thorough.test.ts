import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityModules, operationsModules } from "#app";
import { enterMaintenance, readMaintenance } from "#ops/maintenance";
import { startTestApplication, type TestApplication } from "#testing";

const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-maintenance-"));
let app: TestApplication;

beforeAll(async () => {
  enterMaintenance(dataDirectory, { reason: "a breach", since: "2026-01-01T00:00:00.000Z" });
  const modules = [...identityModules, ...operationsModules];
  app = await startTestApplication({ modules, dataDirectory });
});
afterAll(async () => {
  await app?.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const statusOf = async (path: string, method = "GET"): Promise<number> =>
  (await app.fetch(path, { method })).status;

describe("maintenance mode", () => {
  it("DEP-16: nobody is let in, and told when to ask again", async () => {
    const answer = await app.fetch("/api/v1/auth/signup", { method: "POST" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "300"]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ detail: "Closed for maintenance." });
    expect(await statusOf("/api/v1/account")).toBe(503);
    expect(await statusOf("/docs")).toBe(503);
  });

  it("DEP-16: health, readiness, signing in and what only operators may call stay", async () => {
    expect(await statusOf("/health")).toBe(200);
    expect(await statusOf("/ready")).toBe(200);
    // The request is looked at, and found wanting.
    expect(await statusOf("/api/v1/auth/signin", "POST")).toBeLessThan(500);
    expect(await statusOf("/api/v1/admin/alerts")).toBe(401);
  });

  it("DEP-16: whoever could not write the word has shut nothing, and is told; a damaged one is written anew", () => {
    const entered = { reason: "a breach", since: "2026-01-01T00:00:00.000Z" };
    const place = mkdtempSync(join(dataDirectory, "other-"));
    const file = join(place, "deploy", "maintenance.json");
    mkdirSync(file, { recursive: true });
    expect(readMaintenance(place)?.reason).toContain("cannot be read");
    expect(() => enterMaintenance(place, entered)).toThrow();
    rmSync(file, { recursive: true });
    writeFileSync(file, "{");
    expect(enterMaintenance(place, entered)).toEqual(entered);
    expect(readMaintenance(place)).toEqual(entered);
  });
});
