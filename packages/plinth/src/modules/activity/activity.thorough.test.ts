import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SecurityEventName } from "#core";
import type { AccountRow } from "#modules/accounts";
import { apiKeys } from "#modules/api-keys";
import type { PreparedSession } from "#modules/sessions";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";
import { type ActivityService, activity } from "./index.ts";
import type { ActivityPage, ActivityView } from "./service.ts";

let identity: Identity;
let recent: ActivityService;
beforeAll(async () => {
  identity = await startIdentity({ modules: [activity, apiKeys] });
  recent = identity.app.modules.service("activity") as ActivityService;
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const bearerOf = ({ tokens }: PreparedSession) => ({
  authorization: `Bearer ${tokens.accessToken}`,
  "user-agent": "Browser/1",
});

const pageOf = async (session: PreparedSession, query = ""): Promise<ActivityPage> => {
  const path = `/api/v1/auth/activity${query}`;
  const answer = await identity.send("GET", path, undefined, bearerOf(session));
  expect(answer.status).toBe(200);
  return (await answer.json()) as ActivityPage;
};

const person = async () => {
  const account = await identity.addAccount();
  return { account, session: await identity.addSession(account) };
};

const happen = (
  account: Pick<AccountRow, "id">,
  name: SecurityEventName,
  address = "192.0.2.9",
): void =>
  identity.app.events.emit("security", {
    name,
    severity: "warning",
    subject: account.id,
    clientAddress: address,
    data: { reason: "wrong-password", secret: "hunter2" },
  });

const personalData = () => {
  const [data] = recent.personalData;
  if (data === undefined) throw new Error("no personal data is declared");
  return data;
};

describe("recent activity", () => {
  it("SES-04: a sign-in, a failed one and a deed are told to their owner, newest first", async () => {
    const email = `ann-${identity.clock.now()}@example.org`;
    const agent = { "user-agent": "Browser/2" };
    const credentials = { email, password: GOOD_PASSWORD };
    const signUp = { ...credentials, name: "Ann" };
    await identity.send("POST", "/api/v1/auth/signup", signUp, agent);
    const wrong = { ...credentials, password: "Wrong-Tulpen-9" };
    await identity.send("POST", "/api/v1/auth/signin", wrong, agent);
    identity.clock.advance(5);
    const signedIn = await identity.send("POST", "/api/v1/auth/signin", credentials, agent);
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    identity.clock.advance(5);
    const bearer = { authorization: `Bearer ${accessToken}`, ...agent };
    const made = await identity.send(
      "POST",
      "/api/v1/auth/keys",
      { name: "script", scopes: ["*"] },
      bearer,
    );
    const refused = await identity.send("GET", "/api/v1/auth/activity", undefined, bearer);
    const { entries } = (await refused.json()) as ActivityPage;
    // A scope exists only where a route names one, so no key is made here; that is no deed.
    expect(made.status).toBe(400);
    expect(entries.map(({ name, outcome, times }) => [name, outcome, times])).toEqual([
      ["session.started", "success", 1],
      ["signin.failed", "refused", 1],
    ]);
    expect(entries[0]).toMatchObject({
      kind: "event",
      detail: "password",
      address: "127.0.0.1",
      agent: "Browser/2",
    });
  });

  it("tells a deed, with where it was done", async () => {
    const { session } = await person();
    const path = "/api/v1/auth/sessions/revoke-others";
    await identity.send("POST", path, undefined, bearerOf(session));
    const { entries } = await pageOf(session);
    expect(entries).toMatchObject([
      { kind: "deed", name: "session.others-ended", outcome: "success", agent: "Browser/1" },
    ]);
  });

  it("P-102: nobody sees another's, whatever they ask for", async () => {
    const ann = await person();
    const bob = await person();
    happen(ann.account, "account.locked");
    const [own] = (await pageOf(ann.session)).entries;
    expect(own?.name).toBe("account.locked");
    expect((await pageOf(bob.session)).entries).toEqual([]);
    const after = `ffffffff${own?.id.slice(8)}`;
    expect((await pageOf(bob.session, `?before=${after}`)).entries).toEqual([]);
    const path = `/api/v1/auth/activity?account=${ann.account.id}`;
    expect((await identity.send("GET", path, undefined, bearerOf(bob.session))).status).toBe(400);
    expect((await identity.send("GET", "/api/v1/auth/activity")).status).toBe(401);
  });

  it("LOG-02: of the data of an event nothing is kept but what is listed", async () => {
    const { account, session } = await person();
    happen(account, "signin.failed");
    identity.app.events.emit("security", {
      name: "session.started",
      severity: "info",
      subject: account.id,
      agent: `Bad\r\n\u001b[31m${"x".repeat(5_000)}`,
      data: { factors: "password totp", token: "hunter2" },
    });
    const { entries } = await pageOf(session);
    expect(JSON.stringify(entries)).not.toMatch(/hunter2|wrong-password|\\u001b|\\r/);
    expect(entries.map(({ detail }) => detail)).toContain("password totp");
    expect(Math.max(...entries.map(({ agent }) => agent?.length ?? 0))).toBeLessThanOrEqual(300);
  });

  it("leaves out what concerns nobody, and what an application does of its own", async () => {
    const { account, session } = await person();
    const { events } = identity.app;
    events.emit("security", { name: "signin.failed", severity: "info", subject: "address:abc" });
    events.emit("security", {
      name: "signin.failed",
      severity: "info",
      subject: "01890000-0000-7000-8000-000000000000",
    });
    events.emit("audit", { name: "plan.created", actor: account.id, outcome: "success" });
    events.emit("audit", { name: "session.ended", actor: account.id, outcome: "failed" });
    await recent.settle();
    expect(await pageOf(session)).toEqual({ entries: [], next: null });
  });
});

describe("how much is kept", () => {
  const fill = async (
    account: AccountRow,
    count: number,
    name: SecurityEventName,
  ): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) {
      identity.clock.advance(1);
      happen(account, name, `192.0.2.${turn}`);
    }
    await recent.settle();
  };
  const all = async (session: PreparedSession): Promise<readonly ActivityView[]> => {
    const found: ActivityView[] = [];
    let next: string | null = null;
    do {
      const page: ActivityPage = await pageOf(session, next === null ? "" : `?before=${next}`);
      expect(page.entries.length).toBeLessThanOrEqual(50);
      found.push(...page.entries);
      next = page.next;
    } while (next !== null);
    return found;
  };

  it("LOG-09: pages lead through all of it, each entry once, newest first", async () => {
    const { account, session } = await person();
    await fill(account, 120, "password.changed");
    const found = await all(session);
    expect(found.map(({ address }) => address)).toEqual(
      Array.from({ length: 120 }, (_, index) => `192.0.2.${119 - index}`),
    );
  });

  it("the newest 200 stay; refusals cannot push out what came about", async () => {
    const { account, session } = await person();
    const other = await person();
    await fill(other.account, 3, "password.changed");
    await fill(account, 210, "password.changed");
    expect(await all(session)).toHaveLength(200);
    await fill(account, 250, "signin.failed");
    const found = await all(session);
    expect(found.filter(({ outcome }) => outcome === "refused")).toHaveLength(100);
    expect(found.filter(({ name }) => name === "password.changed")).toHaveLength(100);
    expect(found[0]?.address).toBe("192.0.2.249");
    expect(await all(other.session)).toHaveLength(3);
  });

  it("after 90 days it is gone", async () => {
    const { account } = await person();
    happen(account, "password.changed");
    await recent.settle();
    identity.clock.advance(90 * 86_400_000 + 1);
    const session = await identity.addSession(account);
    expect((await pageOf(session)).entries).toEqual([]);
    happen(account, "signin.failed");
    await recent.settle();
    const rows = await personalData().export(account.id);
    expect(rows.map(({ name }) => name)).toEqual(["signin.failed"]);
  });

  it("is exported and erased with the account, and with what still waits", async () => {
    const { account, session } = await person();
    happen(account, "password.changed");
    await recent.settle();
    identity.clock.advance(1);
    happen(account, "signin.failed");
    expect(await personalData().export(account.id)).toMatchObject([
      { name: "signin.failed", kind: "event", times: 1 },
      { name: "password.changed" },
    ]);
    happen(account, "account.locked");
    await personalData().erase(account.id);
    await personalData().erase(account.id);
    await recent.settle();
    expect((await pageOf(session)).entries).toEqual([]);
    await identity.accounts.personalData
      .find(({ table }) => table === "accounts")
      ?.erase(account.id);
    happen(account, "signin.failed");
    await recent.settle();
    expect(await personalData().export(account.id)).toEqual([]);
  });

  it("a burst of 10,000 events costs no request and little memory", async () => {
    const { account, session } = await person();
    for (let turn = 0; turn < 10_000; turn += 1) {
      happen(account, "signin.failed", `198.51.100.${turn % 250}/${turn}`);
    }
    expect(recent.waiting.size()).toBeLessThanOrEqual(2_000);
    expect((await all(session)).length).toBeLessThanOrEqual(100);
    const dropped = /^activity_dropped_total (\d+)$/m.exec(identity.app.metrics.render());
    expect(Number(dropped?.[1])).toBe(8_500);
  });
});
