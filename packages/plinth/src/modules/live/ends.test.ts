import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { access } from "#modules/access";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { live } from "./index.ts";

const clock = createManualClock();
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({
    modules: [access, live],
    clock,
    startTimer: clock.startTimer,
  });
});
afterAll(() => identity.app.stop());

const open = async () => {
  const account = await identity.addAccount({ role: "admin" });
  const { tokens } = await identity.addSession(account);
  const bearer = { authorization: `Bearer ${tokens.accessToken}` };
  const answer = await identity.app.fetch("/api/v1/admin/live?topics=alerts", { headers: bearer });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  await reader?.read();
  /** Everything that still comes. */
  const rest = async (): Promise<string> => {
    let seen = "";
    for (;;) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) return seen;
      seen += decoder.decode(piece.value, { stream: true });
    }
  };
  return { account, bearer, rest: rest() };
};

describe("hints to somebody", () => {
  it("SES-07: end within a second of the sign-out", async () => {
    const stream = await open();
    await identity.send("POST", "/api/v1/auth/signout", undefined, stream.bearer);
    clock.advance(1_000);
    expect(await stream.rest).toContain('{"reason":"signed-out"}');
  });

  it("SES-07: end within a second of the loss of the role, though the session goes on", async () => {
    const stream = await open();
    const other = await open();
    const { id } = stream.account;
    const changed = await identity.send(
      "PATCH",
      `/api/v1/admin/users/${id}`,
      { role: "user" },
      other.bearer,
    );
    expect(changed.status).toBeLessThan(300);
    clock.advance(1_000);
    expect(await stream.rest).toContain('{"reason":"signed-out"}');
    const me = await identity.send("GET", "/api/v1/auth/me", undefined, stream.bearer);
    expect([200, 401]).toContain(me.status);
    await identity.send("POST", "/api/v1/auth/signout", undefined, other.bearer);
    clock.advance(1_000);
    await other.rest;
  });
});
