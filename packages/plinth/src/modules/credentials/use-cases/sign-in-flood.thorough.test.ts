import { afterAll, beforeAll, expect, it } from "vitest";
import { type Identity, startIdentity } from "../../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({
    env: {
      // The faster hash: what is looked at is what happens to those who find no place.
      SECURITY_SETTINGS: '{"password_hash":"argon2id"}',
      TRUSTED_PROXIES: '["127.0.0.1"]',
    },
  });
});
afterAll(() => identity.app.stop());

/** Three at work at most, 32 waiting. */
const ROOM = 35;

it("ID-09, P-083: excess sign-ins get 503 and Retry-After while another route answers", async () => {
  const signIn = (from: number) =>
    identity.send(
      "POST",
      "/api/v1/auth/signin",
      { email: `nobody-${from}@example.org`, password: "Rosen-um-9-Uhr!" },
      { "x-forwarded-for": `198.51.100.${from}` },
    );
  const flood = Array.from({ length: 2 * ROOM }, (_, from) => signIn(from + 1));
  // Asked behind all of them, answered before the last.
  let isOver = false;
  const done = Promise.all(flood).finally(() => {
    isOver = true;
  });
  let meanwhile = 0;
  while (!isOver) {
    const policy = await identity.send("GET", "/api/v1/auth/password/policy", undefined, {
      "x-forwarded-for": `203.0.113.${1 + (meanwhile % 250)}`,
    });
    if (policy.status === 200 && !isOver) meanwhile += 1;
  }
  const answers = await done;
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(
    answers.length - refused.length,
  );
  // On a busy machine some that found a place wait for it longer than a call may take.
  const told = await Promise.all(
    refused.map(async (answer) => ({
      code: ((await answer.json()) as { code: string }).code,
      after: Number(answer.headers.get("retry-after")),
    })),
  );
  const crowdedOut = told.filter(({ code }) => code !== "TIMEOUT");
  expect(crowdedOut.length).toBeGreaterThan(0);
  for (const { code, after } of crowdedOut) {
    expect(code).toBe("SERVICE_UNAVAILABLE");
    expect(after).toBeGreaterThanOrEqual(1);
  }
  expect(meanwhile).toBeGreaterThan(0);
  const counted = /password_checks_total\{outcome="refused"\} (\d+)/.exec(
    identity.app.metrics.render(),
  )?.[1];
  expect(Number(counted)).toBe(crowdedOut.length);
  // Room again afterwards: nothing is left waiting.
  expect((await signIn(200)).status).toBe(401);
});
