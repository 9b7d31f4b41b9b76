import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Identity, startIdentity, tokenIn } from "../../testing/identity.ts";
import { magicLinks } from "./index.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [magicLinks] });
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const AUTH = "/api/v1/auth";
const ask = (email: string) => identity.send("POST", `${AUTH}/magic-link`, { email });
const use = (token: string, headers?: Record<string, string>) =>
  identity.send("POST", `${AUTH}/magic-link/verify`, { token }, headers);
const codeOf = async (response: Response) =>
  ((await response.json()) as { readonly code: string }).code;

const linkFor = async (email: string): Promise<string> => {
  expect((await ask(email)).status).toBe(202);
  return tokenIn((await identity.mailsTo(email))[0]);
};

describe("signing in by mail", () => {
  it("ID-16: the link signs in once, and proves the address", async () => {
    const account = await identity.addAccount();
    const token = await linkFor(account.email);
    const answer = await use(token);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { accessToken: string; user: { id: string } };
    expect(body.user.id).toBe(account.id);
    const bearer = { authorization: `Bearer ${body.accessToken}` };
    const me = await identity.send("GET", `${AUTH}/me`, undefined, bearer);
    expect(((await me.json()) as { user: object }).user).toMatchObject({ emailVerified: true });
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/__Host-plinth=.*HttpOnly/);
    expect([(await use(token)).status, (await codeOf(await use(token))) as string]).toEqual([
      400,
      "LINK_INVALID",
    ]);
  });

  it("ID-16: 15 minutes and a second are too late; a visit of the page spends nothing", async () => {
    const account = await identity.addAccount();
    const token = await linkFor(account.email);
    const [mail] = await identity.mailsTo(account.email);
    // What a mail scanner sends: the address without what stands behind the hash sign.
    const url = /https?:\/\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
    await fetch(url);
    identity.clock.advance(899_000);
    expect((await use(token)).status).toBe(200);
    const late = await linkFor(account.email);
    identity.clock.advance(901_000);
    expect((await use(late)).status).toBe(400);
  });

  it("ID-16: only a hash of the token is stored", async () => {
    const account = await identity.addAccount();
    const token = await linkFor(account.email);
    const rows = await identity.app.store
      .read<{ one_time_tokens: Record<string, string> }>()
      .selectFrom("one_time_tokens")
      .selectAll()
      .where("account_id", "=", account.id)
      .execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0]?.["token_hash"]).toBe(createHash("sha256").update(token).digest("hex"));
  });

  it("P-082: unknown and disabled addresses get the same answer, and no mail", async () => {
    const known = await identity.addAccount();
    const gone = await identity.addAccount({ disabled_at: 1 });
    const seen = [];
    for (const email of [known.email, gone.email, "nobody@example.org"]) {
      const answer = await ask(email);
      const headers = [...answer.headers]
        .filter(([name]) => !["date", "x-request-id", "ratelimit"].includes(name))
        .toSorted();
      seen.push(JSON.stringify([answer.status, headers, await answer.text()]));
    }
    expect(new Set(seen).size).toBe(1);
    expect(await identity.mailsTo(gone.email)).toHaveLength(0);
    expect(await identity.mailsTo("nobody@example.org")).toHaveLength(0);
  });

  it("P-103: of parallel uses one wins", async () => {
    const account = await identity.addAccount();
    const token = await linkFor(account.email);
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await use(token)).status));
    expect(statuses.toSorted()).toEqual([200, 400, 400, 400]);
    expect(await identity.sessions.list(account.id, "")).toHaveLength(1);
  });

  it("ID-01: a role counts once the address is confirmed, from the session of the link on", async () => {
    const account = await identity.addAccount({ role: "admin", email_verified_at: null });
    const early = await identity.addSession(account);
    const judge = identity.sessions.authenticator;
    const by = (cookie: string) => judge.authenticate({ cookie, bearer: undefined });
    expect(await by(early.cookie)).toMatchObject({ role: "user", permissions: [] });
    const answer = await use(await linkFor(account.email));
    const cookie = /__Host-plinth=([^;]+)/.exec(answer.headers.getSetCookie().join("\n"))?.[1];
    expect(await by(cookie ?? "")).toMatchObject({ role: "admin", permissions: ["*"] });
    expect(await by(early.cookie)).toBeUndefined();
  });

  it("an account that is disabled meanwhile stays shut", async () => {
    const account = await identity.addAccount();
    const token = await linkFor(account.email);
    await identity.accounts.setDisabled(account.id, true);
    expect((await use(token)).status).toBe(400);
  });

  it("P-117: the session of the cookie that came along is over", async () => {
    const account = await identity.addAccount();
    const before = await identity.addSession(account);
    const token = await linkFor(account.email);
    expect((await use(token, { cookie: `__Host-plinth=${before.cookie}` })).status).toBe(200);
    const { authenticate } = identity.sessions.authenticator;
    expect(await authenticate({ cookie: before.cookie, bearer: undefined })).toBeUndefined();
  });

  it("ID-17: an account with a second factor is asked for it, without cookie or token", async () => {
    const account = await identity.addAccount({ mfa: 1 });
    const answer = await use(await linkFor(account.email));
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: "second-factor-required" });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await identity.sessions.list(account.id, "")).toHaveLength(0);
  });

  it("RL-03: the sixth request of an hour is refused", async () => {
    const statuses = [];
    for (let count = 0; count < 6; count += 1) {
      statuses.push((await ask(`limit-${count}@example.org`)).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });
});
