import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { strictObject, Type } from "#policy";
import { startKernel } from "../kernel.test-support.ts";
import type { Principal } from "../request/principal.ts";
import { route } from "../route.ts";

const Ok = strictObject({ ok: Type.Boolean() });
const ok = () => ({ ok: true });
const shared = { summary: "For the test", limit: { none: "not the subject" } } as const;

const routes = [
  route.get("/user", { ...shared, access: "user", responses: { 200: Ok } }, ok),
  route.get(
    "/read",
    { ...shared, access: "user", scope: "plans:read", responses: { 200: Ok } },
    ok,
  ),
  route.get("/admin", { ...shared, access: { role: "admin" }, responses: { 200: Ok } }, ok),
  route.get(
    "/strong",
    { ...shared, access: "user", assurance: { level: 2 }, responses: { 200: Ok } },
    ok,
  ),
  route.get(
    "/fresh",
    { ...shared, access: "user", assurance: { freshWithin: "10m" }, responses: { 200: Ok } },
    ok,
  ),
];

const NOW = 1_000_000_000;
const caller = (changes: Partial<Principal>): Principal => ({
  userId: "u",
  role: "user",
  permissions: [],
  tier: "free",
  sessionId: "s",
  method: "bearer",
  assurance: 1,
  authenticatedAt: NOW,
  lacksSecondFactor: false,
  ...changes,
});
const key = (...scopes: string[]): Partial<Principal> => ({
  method: "api-key",
  key: { id: "k", scopes, limits: [] },
});

const ask = async (path: string, changes: Partial<Principal>) => {
  const kernel = await startKernel(routes, {
    clock: createManualClock(NOW),
    authenticator: { cookieName: "sid", authenticate: () => caller(changes) },
  });
  try {
    const answer = await fetch(kernel.url + path, { headers: { authorization: "Bearer x" } });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, body, challenge: answer.headers.get("www-authenticate") };
  } finally {
    await kernel.stop();
  }
};

describe("assurance, scope and reasons at the door of a route", () => {
  it.each([
    ["/user", {}, 200, undefined],
    ["/user", key("*"), 403, "api-key"],
    ["/read", key("plans:read"), 200, undefined],
    ["/read", key("plans:*"), 200, undefined],
    ["/read", key("*"), 200, undefined],
    ["/read", key("plans:write", "plan:*"), 403, "scope"],
    ["/read", {}, 200, undefined],
    ["/admin", {}, 403, "role"],
    ["/admin", { role: "admin" }, 200, undefined],
    ["/admin", { role: "admin", ...key("*") }, 403, "api-key"],
    ["/strong", { assurance: 2 }, 200, undefined],
    ["/fresh", { authenticatedAt: NOW - 600_000 }, 200, undefined],
  ] as const)("AZ-02 KEY-02: %s as %j answers %i", async (path, changes, status, reason) => {
    const answer = await ask(path, changes as Partial<Principal>);
    expect([answer.status, answer.body["reason"]]).toEqual([status, reason]);
  });

  it("ID-18: an old proof is asked for again, in the words of RFC 9470", async () => {
    const { status, body, challenge } = await ask("/fresh", { authenticatedAt: NOW - 600_001 });
    expect([status, body["code"], body["required"]]).toEqual([
      401,
      "STEP_UP_REQUIRED",
      { level: 1, maxAgeSeconds: 600 },
    ]);
    expect(challenge).toBe(
      'Bearer error="insufficient_user_authentication", acr_values="1", max_age="600"',
    );
  });

  it.each([
    ["/strong", {}],
    ["/admin", { role: "admin", lacksSecondFactor: true }],
  ] as const)("ID-17: %s as %j asks for two factors", async (path, changes) => {
    const { status, body } = await ask(path, changes);
    expect([status, body["code"], body["required"]]).toEqual([
      401,
      "STEP_UP_REQUIRED",
      { level: 2 },
    ]);
  });
});
