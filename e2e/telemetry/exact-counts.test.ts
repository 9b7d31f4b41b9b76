import { afterAll, beforeAll, expect, it } from "vitest";
import { operationsModules } from "../../packages/plinth/src/app/index.ts";
import {
  GOOD_PASSWORD,
  type Identity,
  startIdentity,
} from "../../packages/plinth/src/testing/identity.ts";
import { addPerson, challengeFor } from "../../packages/plinth/src/testing/second-factors.ts";

/** Counters of the scrape, by name and labels. */
type Counts = ReadonlyMap<string, number>;

let identity: Identity;
let calls = 0;
beforeAll(async () => {
  identity = await startIdentity({
    modules: operationsModules,
    env: { TRUSTED_PROXIES: '["127.0.0.1"]', RATE_LIMIT_PER_MINUTE: "100000" },
  });
});
afterAll(() => identity?.app.stop());

/** From another address each time, so that no limit by address is met unless it is meant. */
const send = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
  address?: string,
): Promise<number> => {
  calls += 1;
  const from = address ?? `198.51.${calls >> 8}.${calls & 255}`;
  const answer = await identity.send(method, path, body, { "x-forwarded-for": from, ...headers });
  await answer.text();
  return answer.status;
};

const scrape = async (): Promise<Counts> => {
  // Sessions settle for good: they are not counted any more then.
  await identity.credentials.settle();
  await identity.app.metrics.refresh();
  const lines = identity.app.metrics.render().split("\n");
  return new Map(
    lines
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
};

/** What the sum of all series that begin so rose by. */
const rose = (before: Counts, after: Counts, series: string): number => {
  const sum = (counts: Counts): number =>
    [...counts]
      .filter(([name]) => name === series || name.startsWith(series))
      .reduce((total, [, value]) => total + value, 0);
  return sum(after) - sum(before);
};

const event = (name: string): string => `plinth_security_events_total{name="${name}"`;

it("OBS-05: sign-ins, refusals, blocked input and limits are counted exactly as they were made", async () => {
  const email = "exact@example.com";
  const signUp = { email, password: GOOD_PASSWORD, name: "Exact" };
  expect(await send("POST", "/api/v1/auth/signup", signUp)).toBe(201);
  const before = await scrape();

  const signIn = (password: string) => send("POST", "/api/v1/auth/signin", { email, password });
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await signIn("Not-this-1")).toBe(401);
  for (let attempt = 0; attempt < 2; attempt += 1) expect(await signIn(GOOD_PASSWORD)).toBe(200);

  const account = await identity.addAccount();
  const { tokens, cookie } = await identity.addSession(account);
  const bearer = { authorization: `Bearer ${tokens.accessToken}` };
  for (let attempt = 0; attempt < 4; attempt += 1) {
    expect(await send("GET", "/api/v1/admin/slo", undefined, bearer)).toBe(403);
  }
  // A cookie that a page of somebody else sends along, without the token.
  const foreign = { cookie: `__Host-plinth=${cookie}`, origin: "https://evil.example" };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await send("POST", "/api/v1/auth/signout", {}, foreign)).toBe(403);
  }
  const attack = encodeURIComponent('"><svg onload=alert(1)>');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await send("GET", `/docs/errors/${attack}`)).toBe(400);
  }
  // So many from one address are more than are let through.
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 14; attempt += 1) {
    const body = { email: `nobody${attempt}@example.com` };
    statuses.push(await send("POST", "/api/v1/auth/password/forgot", body, {}, "203.0.113.77"));
  }
  const refused = statuses.filter((status) => status === 429).length;
  expect(refused).toBeGreaterThan(0);

  // How many sessions there are is counted now and then.
  identity.clock.advance(60_000);
  const after = await scrape();
  const by = (series: string): number => rose(before, after, series);
  expect(by(event("signin.failed"))).toBe(3);
  expect(by(event("session.started"))).toBe(2);
  expect(by("authorization_denials_total")).toBe(4);
  expect(by(event("access.denied"))).toBe(4);
  expect(by("csrf_refusals_total")).toBe(2);
  const limited = [...after.keys()].filter(
    (name) => name.startsWith("rate_limit_decisions_total{") && name.includes('outcome="refused"'),
  );
  const total = (counts: Counts): number =>
    limited.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  expect(total(after) - total(before)).toBe(refused);
  // One text is several kinds of attack at once; each kind is counted once a request.
  expect(by("inspection_findings_total") % 3).toBe(0);
  expect(by("inspection_findings_total")).toBeGreaterThanOrEqual(3);
  expect(by(event("inspection.blocked"))).toBe(3);
  // Two sign-ins, and the session of this test itself.
  expect(by("sessions_active")).toBe(3);
});

it("OBS-05: second factors are counted by how they were judged", async () => {
  const person = await addPerson(identity);
  const before = await scrape();
  const { challenge } = await challengeFor(identity, person.account.id);
  const verify = (code: string) =>
    send("POST", "/api/v1/auth/mfa/verify", { challenge, method: "totp", code });
  const wrong = person.code() === "000000" ? "111111" : "000000";
  for (let attempt = 0; attempt < 2; attempt += 1) expect(await verify(wrong)).toBe(401);
  expect(await verify(person.code())).toBe(200);
  const after = await scrape();
  const checks = 'second_factor_checks_total{method="totp"';
  expect(rose(before, after, checks)).toBe(3);
  expect(rose(before, after, event("session.started"))).toBe(1);
});
