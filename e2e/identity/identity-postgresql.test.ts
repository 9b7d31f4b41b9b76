import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "../../packages/plinth/src/core/index.ts";
import {
  GOOD_PASSWORD,
  startIdentity,
  tokenIn,
} from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("accounts on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

/** Nodes of one application share their keys; each has its own data directory. */
const keys = {
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
};
const start = (url: string, clock: ManualClock) =>
  startIdentity({ clock, env: { DATABASE_URL: url, ...keys } });

describe.skipIf("missing" in server)("accounts, sessions and passwords on PostgreSQL", () => {
  const database = (): Promise<string> =>
    "missing" in server ? Promise.reject(new Error("no PostgreSQL")) : server.createDatabase();

  it("SES-01, SES-07: signed in on one node, known on the other; ended there within a second", async () => {
    const url = await database();
    const clock = createManualClock();
    const a = await start(url, clock);
    const b = await start(url, clock);
    try {
      const email = "nodes@example.org";
      await a.send("POST", "/api/v1/auth/signup", { email, password: GOOD_PASSWORD });
      const signIn = await b.send("POST", "/api/v1/auth/signin", {
        email,
        password: GOOD_PASSWORD,
      });
      const { accessToken, refreshToken } = (await signIn.json()) as Record<string, string>;
      const headers = { authorization: `Bearer ${accessToken}` };
      const me = async (node: typeof a) =>
        (await node.send("GET", "/api/v1/auth/me", undefined, headers)).status;
      expect([await me(a), await me(b)]).toEqual([200, 200]);
      const sessions = await a.send("GET", "/api/v1/auth/sessions", undefined, headers);
      expect(await sessions.json()).toMatchObject({ sessions: [{ current: true }] });
      expect((await b.send("POST", "/api/v1/auth/signout", undefined, headers)).status).toBe(204);
      expect(await me(b)).toBe(401);
      clock.advance(1_000);
      expect(await me(a)).toBe(401);
      const refused = await a.send("POST", "/api/v1/auth/refresh", { refreshToken });
      expect(refused.status).toBe(401);
    } finally {
      await a.app.stop();
      await b.app.stop();
    }
  });

  it("P-078, P-080, P-103: parallel refreshes, failures and resets over two nodes", async () => {
    const url = await database();
    const clock = createManualClock();
    const a = await start(url, clock);
    const b = await start(url, clock);
    const origin = { requestId: "-", clientAddress: "192.0.2.1" };
    try {
      const account = await a.addAccount();
      const { tokens } = await a.addSession(account);
      const refreshed = await Promise.all(
        [a, b, a, b, a, b].map((node) => node.sessions.refresh(tokens.refreshToken, origin)),
      );
      expect(new Set(refreshed.map(({ refreshToken }) => refreshToken)).size).toBe(1);

      await a.credentials.forgotPassword(account.email);
      // Whichever node sends it keeps it: there is no mail server.
      const mails = await Promise.all([a, b].map((node) => node.mailsTo(account.email)));
      const token = tokenIn(mails.flat()[0]);
      const resets = await Promise.allSettled(
        [a, b, a, b].map((node) =>
          node.credentials.resetPassword({
            token,
            password: GOOD_PASSWORD,
            device: undefined,
            origin,
          }),
        ),
      );
      expect(resets.filter(({ status }) => status === "fulfilled")).toHaveLength(1);

      const wrong = { email: account.email, password: "Rosen-um-9-Uhr!" };
      const request = { ...wrong, device: undefined, cookie: undefined, origin };
      await Promise.allSettled([a, b, a, b, a, b].map((node) => node.credentials.signIn(request)));
      const [user] = await a.credentials.listUsers();
      expect(user).toMatchObject({
        failedAttempts: 5,
        lockedUntil: new Date(clock.now() + 300_000).toISOString(),
      });
      const first = await a.credentials.ensureFirstAdministrator("admin@example.org");
      expect(first.created).toBe(true);
      for (const { table, export: give } of a.credentials.personalData) {
        expect(await give(account.id), table).toHaveLength(1);
      }
    } finally {
      await a.app.stop();
      await b.app.stop();
    }
  });
});
