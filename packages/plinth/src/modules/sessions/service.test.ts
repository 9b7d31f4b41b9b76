import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import { BY_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const origin = { requestId: "request-1", clientAddress: "192.0.2.7" };
const DAY = 86_400_000;

const byCookie = async (cookie: string) =>
  identity.sessions.authenticator.authenticate({ cookie, bearer: undefined });
const byToken = async (bearer: string) =>
  identity.sessions.authenticator.authenticate({ cookie: undefined, bearer });
const refresh = (token: string) => identity.sessions.refresh(token, origin);
const isRefused = async (token: string): Promise<boolean> => {
  try {
    await refresh(token);
    return false;
  } catch (fault) {
    return fault instanceof AppError && fault.code === "AUTHENTICATION_ERROR";
  }
};
const start = async () => {
  const account = await identity.addAccount();
  return { account, session: await identity.addSession(account) };
};

describe("a newer or better proof", () => {
  it("P-117: raises the session under a new id and cookie; tokens known before are over", async () => {
    const { account, session } = await start();
    identity.clock.advance(60_000);
    const raised = await identity.sessions.raise(account.id, session.row.id, {
      factors: ["totp"],
      assurance: 2,
    });
    expect(await byCookie(session.cookie)).toBeUndefined();
    expect(await byToken(session.tokens.accessToken)).toBeUndefined();
    const now = identity.clock.now();
    const standing = { assurance: 2, authenticatedAt: now, sessionId: raised?.sessionId };
    expect(await byCookie(raised?.cookie ?? "")).toMatchObject(standing);
    expect(await byToken(raised?.accessToken ?? "")).toMatchObject(standing);
    const refreshed = await refresh(session.tokens.refreshToken);
    expect(await byToken(refreshed.accessToken)).toMatchObject(standing);
  });

  it("ID-18: never lowers what was proven, and raises no session that is over", async () => {
    const { account, session } = await start();
    const both = { factors: ["passkey"], assurance: 2 } as const;
    const high = await identity.sessions.raise(account.id, session.row.id, both);
    const later = await identity.sessions.raise(account.id, high?.sessionId ?? "", BY_PASSWORD);
    expect(await byCookie(later?.cookie ?? "")).toMatchObject({ assurance: 2 });
    expect(await identity.sessions.raise(account.id, session.row.id, both)).toBeUndefined();
    const stranger = await start();
    const foreign = identity.sessions.raise(stranger.account.id, later?.sessionId ?? "", both);
    expect(await foreign).toBeUndefined();
  });
});

describe("refresh", () => {
  it("SES-08: gives a new pair, and for 10 s the same successor again", async () => {
    const { session } = await start();
    const first = await refresh(session.tokens.refreshToken);
    expect(await byToken(first.accessToken)).toMatchObject({ sessionId: session.row.id });
    identity.clock.advance(10_000);
    const again = await refresh(session.tokens.refreshToken);
    expect(again.refreshToken).toBe(first.refreshToken);
    expect(await byToken(again.accessToken)).toBeDefined();
  });

  it("P-078: reuse after 10 s ends the session for everybody, and is an alert", async () => {
    const { account, session } = await start();
    const first = await refresh(session.tokens.refreshToken);
    expect(await byCookie(session.cookie)).toBeDefined();
    identity.clock.advance(10_001);
    const from = identity.events.length;
    expect(await isRefused(session.tokens.refreshToken)).toBe(true);
    expect(await isRefused(first.refreshToken)).toBe(true);
    expect(await byCookie(session.cookie)).toBeUndefined();
    expect(await byToken(first.accessToken)).toBeUndefined();
    expect(identity.events.slice(from)).toEqual([
      expect.objectContaining({ name: "refresh.reused", severity: "alert", subject: account.id }),
    ]);
  });

  it("SES-08: a refresh token lives seven days, and not beyond its session", async () => {
    const { session } = await start();
    const unused = await start();
    identity.clock.advance(7 * DAY - 1);
    const late = await refresh(session.tokens.refreshToken);
    identity.clock.advance(1);
    expect(await isRefused(unused.session.tokens.refreshToken)).toBe(true);
    expect(await isRefused(late.refreshToken)).toBe(true);
    expect(await byToken(late.accessToken)).toBeUndefined();
  });

  it("P-079: after 1,800 s idle the session is over; the refresh token starts another", async () => {
    const { account, session } = await start();
    identity.clock.advance(1_800_000);
    const next = await refresh(session.tokens.refreshToken);
    const caller = await byToken(next.accessToken);
    expect(caller?.userId).toBe(account.id);
    expect(caller?.sessionId).not.toBe(session.row.id);
    expect(await byCookie(session.cookie)).toBeUndefined();
    const list = await identity.sessions.list(account.id, "");
    expect(list.map(({ id }) => id)).toEqual([caller?.sessionId]);
    // Its absolute end is the old one.
    identity.clock.set(session.row.expires_at);
    expect(await isRefused(next.refreshToken)).toBe(true);
  });

  it("a use that is known here and not yet written counts as activity", async () => {
    const { session } = await start();
    const used = await refresh(session.tokens.refreshToken);
    expect(await byCookie(session.cookie)).toBeDefined();
    identity.clock.advance(59_000);
    expect(await byCookie(session.cookie)).toBeDefined();
    identity.clock.advance(1_790_000);
    const next = await refresh(used.refreshToken);
    expect(await byToken(next.accessToken)).toMatchObject({ sessionId: session.row.id });
    expect(await byCookie(session.cookie)).toBeDefined();
  });

  it("refuses whatever is no refresh token, in the same way", async () => {
    const { session } = await start();
    for (const token of ["", "x", session.cookie, session.tokens.accessToken]) {
      expect(await isRefused(token)).toBe(true);
    }
  });
});

describe("devices", () => {
  it("SES-04: at most 50 sessions are kept, the newest", async () => {
    const { account, session } = await start();
    for (let count = 0; count < 50; count += 1) {
      identity.clock.advance(1);
      identity.sessions.started(await identity.addSession(account));
    }
    await identity.settle();
    const ids = (await identity.sessions.list(account.id, "")).map(({ id }) => id);
    expect(ids).toHaveLength(50);
    expect(ids).not.toContain(session.row.id);
    expect(await byCookie(session.cookie)).toBeUndefined();
  });

  it("SES-03, SES-04: a browser is told whether its session has run out, or was ended", async () => {
    const { account, session } = await start();
    const stateOf = async (cookie?: string) => {
      const headers = cookie === undefined ? {} : { Cookie: `__Host-plinth=${cookie}` };
      const answer = await identity.send("GET", "/api/v1/auth/session", undefined, headers);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      return ((await answer.json()) as { readonly state: string }).state;
    };
    expect(await stateOf()).toBe("none");
    expect(await stateOf("x".repeat(43))).toBe("ended");
    expect(await stateOf(session.cookie)).toBe("live");
    identity.clock.advance(1_799_000);
    expect(await stateOf(session.cookie)).toBe("live");
    // Asking was no use of it.
    identity.clock.advance(1_000);
    expect(await stateOf(session.cookie)).toBe("expired");
    expect(await byCookie(session.cookie)).toBeUndefined();
    await identity.sessions.end(account.id, session.row.id);
    expect(await stateOf(session.cookie)).toBe("ended");

    const busy = await identity.addSession(account);
    for (let at = 0; at < 7 * DAY; at += 1_700_000) {
      expect(await byCookie(busy.cookie)).toBeDefined();
      identity.clock.advance(1_700_000);
    }
    expect(await stateOf(busy.cookie)).toBe("expired");
    const other = await identity.addSession(account);
    await identity.accounts.setDisabled(account.id, true);
    expect(await stateOf(other.cookie)).toBe("ended");
  });

  it("the name of a device is short and printable", async () => {
    const account = await identity.addAccount();
    const name = (agent?: string) =>
      identity.sessions.prepare(account, { ...origin, agent }, BY_PASSWORD).row.agent;
    expect(name("Mozilla/5.0\u001b[31m\u202e evil")).toBe("Mozilla/5.0 [31m evil");
    expect(name("x".repeat(1_000))).toHaveLength(300);
    expect(name(undefined)).toBe("unknown");
    expect(name("\u0000")).toBe("unknown");
  });
});
