import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { underOtherPolicy } from "../../packages/plinth/src/testing/sabotage/alterations.ts";
import { addCallers, addRole, permissionsIn, sessionCaller } from "../access-support/callers.ts";
import { counterOf, walkMatrix } from "../access-support/matrix.ts";
import {
  startWholeApplication,
  type WholeApplication,
} from "../access-support/whole-application.ts";
import { shareOfRun } from "../support/share.ts";

const DENIALS = "authorization_denials_total";

describe("roles x routes over HTTP", () => {
  let whole: WholeApplication;
  beforeAll(async () => {
    whole = await startWholeApplication();
  });
  afterAll(() => whole?.stop());

  it("AZ-01, AZ-02, P-005: every cell equals the policy table, and each denial is counted and audited", {
    timeout: 900_000,
  }, async () => {
    const all = await addCallers(whole);
    expect(all.length).toBeGreaterThan(15);
    const callers = shareOfRun(all, 3);
    const before = counterOf(whole, DENIALS);
    const told = whole.identity.events.length;
    const { cells, differences, denials } = await walkMatrix(whole, callers);
    expect(differences).toEqual([]);
    expect(cells).toBe(callers.length * whole.operations.length);
    // The document leaves no route out.
    expect(whole.operations).toHaveLength(whole.identity.app.policies.length);
    expect(counterOf(whole, DENIALS) - before).toBe(denials);
    const events = whole.identity.events.slice(told);
    expect(events.filter(({ name }) => name === "access.denied")).toHaveLength(denials);
    expect(denials).toBeGreaterThan(150);
  });

  it("P-005: any set of permissions opens exactly the routes it names", {
    timeout: 300_000,
  }, async () => {
    const guarded = whole.operations.filter(({ policy }) => policy.access.kind === "permission");
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.subarray([...permissionsIn(whole)]), async (permissions) => {
        made += 1;
        const caller = await addRole(whole, `set-${made}`, permissions);
        expect((await walkMatrix(whole, [caller], guarded)).differences).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it("AZ-02: nobody who is no administrator reaches a route of administrators", async () => {
    const routes = whole.operations.filter(({ path }) => path.startsWith("/api/v1/admin/"));
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ policy }) => policy.access.kind !== "permission")).toEqual([]);
    const user = await whole.identity.addAccount();
    const before = counterOf(whole, DENIALS);
    const { denials, differences } = await walkMatrix(
      whole,
      [sessionCaller(whole, user, { name: "user" })],
      routes,
    );
    expect([differences, denials]).toEqual([[], routes.length]);
    expect(counterOf(whole, DENIALS) - before).toBe(routes.length);
  });
});

describe("roles that need a second factor", () => {
  it("ID-17, AZ-01: an administrator without one is asked for it on every route of a permission", async () => {
    const whole = await startWholeApplication({ env: { MFA_REQUIRED_ROLES: "admin" } });
    try {
      const admin = await whole.identity.addAccount({ role: "admin" });
      const caller = { name: "admin", permissions: ["*"], lacksSecondFactor: true };
      const { differences } = await walkMatrix(whole, [sessionCaller(whole, admin, caller)]);
      expect(differences).toEqual([]);
    } finally {
      await whole.stop();
    }
  });
});

describe("what is broken on purpose is found", () => {
  it("P-005: the guard missing from one route is found, there and nowhere else", async () => {
    const missing = { method: "DELETE", path: "/api/v1/admin/roles/:name" };
    const whole = await startWholeApplication({
      alter: underOtherPolicy(["authorize"], (policy) =>
        policy.method === missing.method && policy.path === missing.path
          ? { ...policy, access: { kind: "user" } }
          : policy,
      ),
    });
    try {
      const user = await whole.identity.addAccount();
      const { differences } = await walkMatrix(whole, [
        sessionCaller(whole, user, { name: "user" }),
      ]);
      expect(differences).toEqual([
        {
          operation: "DELETE /api/v1/admin/roles/{name}",
          caller: "user",
          expected: "denied: permission",
          found: "let through",
        },
      ]);
    } finally {
      await whole.stop();
    }
  });
});
