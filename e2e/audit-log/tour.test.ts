import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditLogService } from "../../packages/plinth/src/modules/audit-log/index.ts";
import { auditAction } from "../../packages/plinth/src/policy/index.ts";
import {
  startWholeApplication,
  type WholeApplication,
} from "../access-support/whole-application.ts";

let whole: WholeApplication;
let trail: AuditLogService;

beforeAll(async () => {
  whole = await startWholeApplication();
  trail = whole.identity.app.modules.service("audit-log") as AuditLogService;
}, 60_000);
afterAll(() => whole?.stop());

/** One call of each operation that is to be recorded, under an id of its own. */
const tour = async (credentialOf: () => Promise<Readonly<Record<string, string>>>) => {
  const recorded = new Map(
    whole.identity.app.policies
      .filter((policy) => auditAction(policy) !== null)
      .map((policy) => [`${policy.method} ${policy.path}`, policy]),
  );
  const calls: {
    readonly key: string;
    readonly requestId: string;
    readonly status: number;
    readonly isPublic: boolean;
  }[] = [];
  for (const operation of whole.operations) {
    const { method, path } = operation.policy;
    const key = `${method} ${path}`;
    // Streams of events go on; signing out would end the tour.
    const policy = recorded.get(key);
    if (policy === undefined || policy.produces === "events") continue;
    if (/signout|revoke-all/.test(path)) continue;
    const requestId = randomUUID();
    // A session of its own, and a minute for each: limits and ends of sessions are tested elsewhere.
    const headers = { ...(await credentialOf()), "x-request-id": requestId };
    const reply = await whole.ask(
      method,
      whole.pathOf(operation),
      headers,
      whole.bodyFor(operation),
    );
    const isPublic = policy.access.kind === "public";
    calls.push({ key, requestId, status: reply.status, isPublic });
    whole.identity.clock.advance(61_000);
  }
  return { calls, recorded };
};

const check = async (calls: Awaited<ReturnType<typeof tour>>["calls"]): Promise<void> => {
  await trail.trail.settle();
  const rows = await trail.trail.after(0, 1_000_000);
  const found = calls.map(({ key, requestId, status, isPublic }) => {
    const own = rows.filter((row) => row.request_id === requestId);
    const isLimited = status === 429;
    return {
      // A stranger who is refused before anything was looked at is for the security events.
      mayBeAbsent: isPublic && status === 400,
      key,
      status,
      entries: own.length,
      says: own.map((row) => `${row.route} ${row.status}`),
      isLimited,
    };
  });
  const wrong = found.filter(
    ({ key, status, mayBeAbsent, entries, says, isLimited }) =>
      !isLimited &&
      !(mayBeAbsent && entries === 0) &&
      (entries !== 1 || says[0] !== `${key} ${status}`),
  );
  expect(wrong).toEqual([]);
  expect(found.filter(({ isLimited }) => isLimited).length).toBeLessThan(found.length / 10);
};

describe("LOG-04, P-048: a tour over every route of Cibozer that is recorded", () => {
  it("an administrator's calls appear once each, whatever became of them", async () => {
    const admin = await whole.identity.addAccount({ role: "admin" });
    const proof = { factors: ["password", "totp"], assurance: 2 } as const;
    const { calls, recorded } = await tour(() => whole.bearerOf(admin, proof));
    await check(calls);
    const mutating = [...recorded.values()].filter(
      ({ method, path }) => method !== "GET" && path.startsWith("/api/v1/admin/"),
    );
    const toured = new Set(calls.map(({ key }) => key));
    expect(mutating.length).toBeGreaterThan(20);
    expect(
      mutating
        .filter(({ produces }) => produces !== "events")
        .map(({ method, path }) => `${method} ${path}`)
        .filter((key) => !toured.has(key)),
    ).toEqual([]);
  }, 120_000);

  it("somebody without a role leaves one entry for each refusal", async () => {
    const user = await whole.identity.addAccount();
    const { calls } = await tour(() => whole.bearerOf(user));
    await check(calls);
    expect((await trail.verify()).isWhole).toBe(true);
  }, 120_000);

  it("every mutating route of administrators has a name in the trail", () => {
    const silent = whole.identity.app.policies
      .filter(({ method, path }) => method !== "GET" && path.startsWith("/api/v1/admin/"))
      .filter(({ audit }) => audit === null)
      .map(({ method, path }) => `${method} ${path}`);
    expect(silent).toEqual([]);
  });
});
