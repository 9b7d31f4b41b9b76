import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertsService } from "#modules/alerts";
import { limits } from "#modules/limits";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../../testing/identity.ts";
import { type SecurityEventsService, securityEvents } from "../index.ts";

/** Attacks as they come over the wire, and all that follows from each without an operator. */
let identity: Identity;
let admin: Readonly<Record<string, string>>;
let addressesUsed = 0;

const newAddress = (): string => {
  addressesUsed += 1;
  return `203.0.113.${addressesUsed}`;
};
const send = (from: string, path: string, body?: unknown, agent = "Attacker/1") =>
  identity.send(body === undefined ? "GET" : "POST", path, body, {
    "x-forwarded-for": from,
    "user-agent": agent,
  });
const signIn = (from: string, email: string, password = "Wrong-Tulpen-9", agent = "Attacker/1") => {
  // Slower than the limit of sign-ins of one address.
  identity.clock.advance(20_000);
  return send(from, "/api/v1/auth/signin", { email, password }, agent);
};
const json = async <T>(path: string): Promise<T> => {
  const answer = await identity.send("GET", `/api/v1/admin${path}`, undefined, admin);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
const settle = async (): Promise<void> => {
  const events = identity.app.modules.service("security-events") as SecurityEventsService;
  await identity.settle();
  await events.settle();
  await identity.settle();
  await (identity.app.modules.service("alerts") as AlertsService).settle();
};

interface Shown {
  readonly id: string;
  readonly rule: string;
  readonly address: string | null;
  readonly accountId: string | null;
  readonly incidentId: string | null;
}

/** The event, the alert and the incident that a pattern left. */
const followed = async (rule: string, event: string) => {
  await settle();
  const { events } = await json<{ events: unknown[] }>(`/security-events?name=${event}`);
  const { alerts } = await json<{ alerts: Shown[] }>(`/alerts?open=true&rule=${rule}`);
  const { incidents } = await json<{ incidents: Shown[] }>("/incidents?open=true");
  const incident = incidents.find((one) => one.rule === rule);
  const { timeline } = await json<{ timeline: { kind: string; text: string }[] }>(
    `/incidents/${incident?.id}`,
  );
  return { events, alerts, responses: timeline.filter(({ kind }) => kind === "response") };
};

beforeAll(async () => {
  identity = await startIdentity({
    modules: [limits, securityEvents],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
  });
  const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
  admin = { authorization: `Bearer ${tokens.accessToken}`, "x-forwarded-for": "192.0.2.1" };
});
afterAll(() => identity.app.stop());

describe("the incident simulator", () => {
  it("OBS-11: credential stuffing: event, block of the address, alert and incident", async () => {
    const from = newAddress();
    for (let call = 0; call < 10; call += 1) {
      expect((await signIn(from, `person-${call}@example.org`)).status).toBe(401);
    }
    const { events, alerts, responses } = await followed("credential-stuffing", "attack.stuffing");
    expect(events).toHaveLength(1);
    expect(alerts).toMatchObject([{ address: from }]);
    expect(responses).toMatchObject([
      { text: expect.stringMatching(/^The address is blocked until/) },
    ]);
    expect((await send(from, "/api/v1/auth/me")).status).toBe(429);
    expect((await send(newAddress(), "/api/v1/auth/me")).status).toBe(401);
  });

  it("OBS-11: scanning: event, block of the address, alert and incident", async () => {
    const from = newAddress();
    for (let call = 0; call < 60; call += 1) await send(from, `/wp-admin/${call}.php`);
    const { events, alerts, responses } = await followed("scanning", "attack.scanning");
    expect(events).toHaveLength(1);
    expect(alerts).toMatchObject([{ address: from }]);
    expect(responses).toHaveLength(1);
    expect((await send(from, "/api/v1/auth/me")).status).toBe(429);
  });

  it("OBS-11: impossible travel: event, lock, sessions ended, a mail, alert and incident", async () => {
    const email = "ann@example.org";
    const body = { email, password: GOOD_PASSWORD, name: "Ann" };
    const home = newAddress();
    expect((await send(home, "/api/v1/auth/signup", body, "Phone/1")).status).toBe(201);
    const first = await signIn(home, email, GOOD_PASSWORD, "Phone/1");
    expect(first.status).toBe(200);
    const { accessToken } = (await first.json()) as { accessToken: string };
    await signIn("198.51.100.7", email, GOOD_PASSWORD, "Script/2");
    await signIn("192.0.2.77", email, GOOD_PASSWORD, "Tool/3");
    const { events, alerts, responses } = await followed("impossible-travel", "attack.travel");
    expect(events).toHaveLength(1);
    expect(alerts).toMatchObject([{ address: null, accountId: expect.any(String) }]);
    expect(responses).toMatchObject([
      { text: expect.stringMatching(/^The account is locked until/) },
    ]);
    const me = await identity.send("GET", "/api/v1/auth/me", undefined, {
      authorization: `Bearer ${accessToken}`,
      "x-forwarded-for": home,
    });
    expect(me.status).toBe(401);
    // The password alone opens nothing any more, from wherever.
    expect((await signIn(newAddress(), email, GOOD_PASSWORD, "Script/2")).status).toBe(401);
    const [mail] = await identity.mailsTo(email);
    expect(mail?.subject).toBe("Sign-in to Test was locked for a while");
    expect(mail?.text).toMatch(/from several places within minutes/);
  });

  it("OBS-11: a rule that is switched off answers nothing", async () => {
    const path = "/api/v1/admin/alerts/rules/credential-stuffing";
    const off = { warning: null, critical: null, isOn: false };
    expect((await identity.send("PUT", path, off, admin)).status).toBe(200);
    const from = newAddress();
    for (let call = 0; call < 12; call += 1) await signIn(from, `other-${call}@example.org`);
    await settle();
    expect((await send(from, "/api/v1/auth/me")).status).toBe(401);
  });
});
