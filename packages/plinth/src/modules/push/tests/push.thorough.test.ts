import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identityModules } from "#app";
import { createManualClock, type ManualClock } from "#core";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import { createPushBrowser, makeTestCertificate, type PushBrowser } from "#testing";
import {
  PUBLIC,
  startNetwork,
  type TestNetwork,
} from "../../../services/outbound/network.test-support.ts";
import { startIdentity } from "../../../testing/identity.ts";
import { startTestApplication, type TestApplication } from "../../../testing/test-application.ts";
import { definePush, push } from "../index.ts";
import { checkPushRows } from "./rows.test-support.ts";

/** A busy machine takes its time. */
const SOON = { timeout: 30_000 };
const HOST = "push.example.net";
const SLOW = "slow.example.net";
const PASSWORD = "Correct-Horse7-battery";
const KIND = definePush({ name: "time-to-cook", most: 2, usefulMs: 600_000, urgency: "high" });

interface Arrived {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Push services with sockets of their own: they keep what arrives, and answer what a test says. */
const arrived: Arrived[] = [];
let answers: (number | { readonly status: number; readonly retryAfter: string })[] = [];
/** What a slow one has not answered yet. */
let held: ServerResponse[] = [];
let isSlow = true;
const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  arrived.push({
    path: request.url ?? "",
    headers: request.headers,
    body: Buffer.concat(parts),
  });
  if (isSlow && request.headers.host?.startsWith(SLOW)) return void held.push(response);
  const answer = answers.shift() ?? 201;
  if (typeof answer === "number") response.writeHead(answer).end();
  else response.writeHead(answer.status, { "Retry-After": answer.retryAfter }).end();
};
const arrivedAt = (browser: PushBrowser): number =>
  arrived.filter(({ path }) => browser.subscription.endpoint.endsWith(path)).length;

/** Sends what a test tells it to. */
const sender = defineModule({
  name: "sender",
  requires: { push },
  setup: ({ modules, store }) => ({ push: modules.push, store }),
});

let network: TestNetwork;
let app: TestApplication;
let clock: ManualClock;
let browsers = 0;

const parts = () => app.modules.service("sender") as ReturnType<typeof sender.setup>;
const call = async (token: string, method: string, path: string, body?: unknown) => {
  const response = await app.fetch(path, {
    method,
    headers: {
      ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? {} : JSON.parse(text) };
};
const AUTH = "/api/v1/auth";
const signIn = async (email: string) => {
  const { json } = await call("", "POST", `${AUTH}/signin`, { email, password: PASSWORD });
  return { token: String(json.accessToken), refresh: String(json.refreshToken) };
};
/** A browser in which somebody signs in and asks for messages. */
const openBrowser = async (email: string, host = HOST) => {
  browsers += 1;
  const { token } = await signIn(email);
  const browser = await createPushBrowser(`https://${host}/of/${browsers}`);
  const made = await call(token, "POST", "/api/v1/push/subscriptions", browser.subscription);
  expect(made.status).toBe(201);
  return { token, browser };
};
/** Somebody new, in a browser that asked for messages. */
const someone = async (host = HOST) => {
  const email = `p${browsers}@example.com`;
  await call("", "POST", `${AUTH}/signup`, { email, password: PASSWORD, name: "Test" });
  const { token, browser } = await openBrowser(email, host);
  const { json: me } = await call(token, "GET", `${AUTH}/me`);
  return { accountId: String(me.user.id), email, token, browser };
};
const message = (accountId: string, body = "Lentil soup") => ({
  kind: KIND,
  accountId,
  title: "Time to begin",
  body,
  path: "/plans",
  language: "en",
});
/** Has the queue look for what is due: whatever is taken in does. */
const lookAgain = async (): Promise<void> => {
  const { accountId, browser } = await someone();
  await parts().push.send(message(accountId, "Wakes the queue"));
  await expect.poll(() => arrivedAt(browser), SOON).toBe(1);
  await app.jobs.settled();
};
const key = async (token: string) =>
  String((await call(token, "GET", "/api/v1/push/key")).json.publicKey);
const subscriptions = async (token: string) =>
  (await call(token, "GET", "/api/v1/push/subscriptions")).json.subscriptions as readonly {
    readonly id: string;
    readonly sentAt: string | null;
    readonly current: boolean;
  }[];
const read = (browser: PushBrowser, one: Arrived | undefined, publicKey: string) =>
  browser.read(one ?? { headers: {}, body: Buffer.alloc(0) }, publicKey);

beforeAll(async () => {
  const certificate = makeTestCertificate({ name: "*.example.net" });
  network = await startNetwork((request, response) => void serve(request, response), {
    tls: { chain: certificate.chain, key: certificate.key },
  });
  for (const host of [HOST, SLOW]) network.answers.set(host, [[PUBLIC]]);
  // The first call loads what calls: on a busy machine that may take longer than an attempt may.
  await network.client.request(`https://${HOST}:${network.port}/`, { ports: [network.port] });
  clock = createManualClock(Date.parse("2026-03-01T12:00:00Z"));
  app = await startTestApplication({
    modules: [...identityModules, status, push, sender],
    clock,
    env: {
      PUSH_SERVICES: `["${HOST}","${SLOW}","*.inside.example.net","twice.example.net","*.twice.example.net"]`,
    },
    alter: {
      // Endpoints have no port: that of the small internet stands for 443.
      outbound: () => ({
        request: (url, request) => {
          const to = new URL(`${url}`);
          to.port = `${network.port}`;
          return network.client.request(to, { ...request, ports: [network.port] });
        },
      }),
    },
  });
});
afterAll(async () => {
  await app.stop();
  await network.close();
});
beforeEach(() => {
  arrived.length = 0;
  answers = [];
  held = [];
  isSlow = true;
  // A day later every limit has room again.
  clock.advance(86_400_000);
});

describe("messages to browsers that asked for them", () => {
  it("UX-01, PRIV-06: one arrives, readable by its browser alone, signed, and worth its time", async () => {
    const { accountId, token, browser } = await someone();
    expect(await parts().push.send(message(accountId))).toBe(true);
    await expect.poll(() => arrived.length, SOON).toBe(1);
    const [one] = arrived;
    expect(one?.headers).toMatchObject({
      "content-encoding": "aes128gcm",
      ttl: "600",
      topic: "time-to-cook",
      urgency: "high",
    });
    expect(one?.body.includes("Lentil")).toBe(false);
    const { text, claims } = await read(browser, one, await key(token));
    expect(JSON.parse(text)).toEqual({
      title: "Time to begin",
      body: "Lentil soup",
      path: "/plans",
      tag: "time-to-cook",
      language: "en",
    });
    expect(claims["aud"]).toBe(`https://${HOST}`);
    expect(Number(claims["exp"])).toBeGreaterThan(clock.now() / 1_000);
    await expect.poll(async () => (await subscriptions(token))[0]?.sentAt, SOON).not.toBeNull();
  });

  it("SCALE-03: sent exactly if its transaction is committed, and no more than its kind allows", async () => {
    const { accountId } = await someone();
    const { store } = parts();
    const rolledBack = store.transaction(async (tx) => {
      await parts().push.send(message(accountId, "Never"), tx);
      throw new Error("the change failed");
    });
    await expect(rolledBack).rejects.toThrow("the change failed");
    const sent = [];
    for (let turn = 0; turn < 3; turn += 1) {
      sent.push(await store.transaction((tx) => parts().push.send(message(accountId), tx)));
    }
    expect(sent).toEqual([true, true, false]);
    await app.jobs.settled();
    expect(arrived).toHaveLength(2);
  });

  it("RES-01: a service that is away is asked again; one that lost the browser is believed", async () => {
    const { accountId, token, browser } = await someone();
    answers = [503, 201];
    await parts().push.send(message(accountId));
    await expect.poll(() => arrived.length, SOON).toBe(1);
    await app.jobs.settled();
    // Longer than the first pause.
    clock.advance(5_000);
    await lookAgain();
    await expect.poll(() => arrivedAt(browser), SOON).toBe(2);
    expect(await subscriptions(token)).toHaveLength(1);
    answers = [410];
    await parts().push.send(message(accountId));
    await expect.poll(async () => (await subscriptions(token)).length, SOON).toBe(0);
    expect(await parts().push.send(message(accountId))).toBe(false);
  });

  it("RES-01: a service is left alone for as long as it asks; a message that is of no use by then is let go", async () => {
    const { accountId, browser } = await someone();
    answers = [{ status: 429, retryAfter: "120" }];
    await parts().push.send(message(accountId));
    await expect.poll(() => arrivedAt(browser), SOON).toBe(1);
    await app.jobs.settled();
    clock.advance(119_000);
    await lookAgain();
    expect(arrivedAt(browser)).toBe(1);
    clock.advance(1_000);
    await lookAgain();
    await expect.poll(() => arrivedAt(browser), SOON).toBe(2);
    await app.jobs.settled();
    answers = [{ status: 503, retryAfter: "3600" }];
    await parts().push.send(message(accountId));
    await expect.poll(() => arrivedAt(browser), SOON).toBe(3);
    await app.jobs.settled();
    // It has ended, and waits for nothing.
    const states = (await app.jobs.overview.ofSubject(accountId)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["done"]));
  });

  it("RES-01, RES-04: a service that does not answer keeps nobody of another waiting", async () => {
    const patient = await someone(SLOW);
    const quick = await someone();
    const { browser } = await openBrowser(patient.email, SLOW);
    for (let turn = 0; turn < 2; turn += 1) await parts().push.send(message(patient.accountId));
    await expect.poll(() => held.length, SOON).toBe(3);
    await parts().push.send(message(quick.accountId));
    await expect.poll(() => arrivedAt(quick.browser), SOON).toBe(1);
    expect(held).toHaveLength(3);
    isSlow = false;
    for (const response of held) response.writeHead(201).end();
    const slow = () => [patient.browser, browser].map(arrivedAt);
    await expect.poll(slow, SOON).toEqual([2, 2]);
  });

  it("SCALE-01: rows on SQLite are what they are on PostgreSQL", async () => {
    const identity = await startIdentity({ modules: [push] });
    await checkPushRows(identity);
    await identity.app.stop();
  });

  it("UX-12: whoever signs out gets nothing; a session under a new id keeps its browser", async () => {
    const { accountId, email, token } = await someone();
    const other = await signIn(email);
    expect((await subscriptions(other.token)).map(({ current }) => current)).toEqual([false]);
    // Proving the password again gives the session another id.
    const changed = await call(token, "POST", `${AUTH}/step-up`, {
      method: "password",
      secret: PASSWORD,
    });
    expect(changed.status).toBe(200);
    const next = String(changed.json.accessToken);
    expect((await subscriptions(next)).map(({ current }) => current)).toEqual([true]);
    await parts().push.send(message(accountId));
    await expect.poll(() => arrived.length, SOON).toBe(1);
    expect((await call(next, "POST", `${AUTH}/signout`)).status).toBeLessThan(300);
    expect(await parts().push.send(message(accountId))).toBe(false);
    await app.jobs.settled();
    expect(arrived).toHaveLength(1);
  });

  it("VAL-07: no address but of an allowed service on the public internet is called", async () => {
    const { accountId, token } = await someone();
    const { keys } = (await createPushBrowser(HOST)).subscription;
    const ask = (endpoint: string, given: object = keys) =>
      call(token, "POST", "/api/v1/push/subscriptions", { endpoint, keys: given });
    for (const endpoint of [
      "https://127.0.0.1/a",
      `http://${HOST}/a`,
      `https://${HOST}:8443/a`,
      `https://${HOST}.example.org/a`,
      `https://user@${HOST}/a`,
      "https://inside.example.net/a",
      "no url",
    ]) {
      expect((await ask(endpoint)).json).toMatchObject({ code: "PUSH_SERVICE_UNKNOWN" });
    }
    const wrong = { ...keys, p256dh: "A".repeat(87) };
    expect((await ask(`https://${HOST}/a`, wrong)).json).toMatchObject({
      code: "PUSH_KEYS_INVALID",
    });
    // A name that is allowed and means the machine itself.
    network.answers.set("a.inside.example.net", [["127.0.0.1"]]);
    expect((await ask("https://a.inside.example.net/a")).status).toBe(201);
    await parts().push.send(message(accountId));
    await expect
      .poll(() => network.events.filter(({ name }) => name === "outbound.refused").length, SOON)
      .toBeGreaterThan(0);
    expect(network.inside).toEqual([]);
    expect(arrived).toEqual([]);
  });

  it("PRIV-02, PRIV-03, PRIV-06: exported without keys, erased, and sealed where it lies", async () => {
    const { accountId, token, browser } = await someone();
    const { keys, endpoint } = browser.subscription;
    const rows = await parts()
      .store.read<{ push_subscriptions: { readonly address: string } }>()
      .selectFrom("push_subscriptions")
      .select("address")
      .execute();
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${HOST}|${keys.auth}`));
    const [kept] = parts().push.personalData;
    const exported = JSON.stringify(await kept?.export(accountId));
    expect(exported).toContain(endpoint);
    expect(exported).not.toContain(keys.auth);
    await kept?.erase(accountId);
    expect(await subscriptions(token)).toEqual([]);
    const other = await someone();
    const [mine] = await subscriptions(other.token);
    const path = `/api/v1/push/subscriptions/${mine?.id}`;
    expect((await call(token, "DELETE", path)).status).toBe(404);
    expect((await call(other.token, "DELETE", path)).status).toBe(204);
    expect(await subscriptions(other.token)).toEqual([]);
  });
});
