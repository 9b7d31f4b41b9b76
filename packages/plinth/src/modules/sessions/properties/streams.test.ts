import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { route, streamReply } from "#http";
import { defineModule } from "#modules/contract";
import { type Identity, startIdentity } from "../../../testing/identity.ts";

/** A route whose answer never ends by itself. */
const events = defineModule({
  name: "endless",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/api/v1/endless",
      {
        access: "user",
        summary: "Tells what happens",
        limit: { none: "not the subject here" },
        produces: "stream",
        responses: { 200: null },
      },
      () => {
        const source = new Readable({ read: () => undefined });
        source.push("data: first\n\n");
        return streamReply(200, source, ["Content-Type", "text/event-stream"]);
      },
    ),
  ],
});

let identity: Identity;
const clock = createManualClock();
beforeAll(async () => {
  identity = await startIdentity({ modules: [events], clock, startTimer: clock.startTimer });
});
afterAll(() => identity.app.stop());

const open = async () => {
  const account = await identity.addAccount();
  const session = await identity.addSession(account);
  const bearer = { authorization: `Bearer ${session.tokens.accessToken}` };
  const answer = await identity.send("GET", "/api/v1/endless", undefined, bearer);
  const reader = answer.body?.getReader();
  await reader?.read();
  let isOpen = true;
  const end = reader?.read().then(
    () => "more",
    () => {
      isOpen = false;
      return "cut off";
    },
  );
  return { account, bearer, end, isOpen: () => isOpen };
};

describe("an answer that goes on while its session ends", () => {
  it("SES-07: is cut off within a second of the sign-out, and others go on", async () => {
    const leaving = await open();
    const staying = await open();
    clock.advance(1_000);
    await identity.send("POST", "/api/v1/auth/signout", undefined, leaving.bearer);
    clock.advance(1_000);
    expect(await leaving.end).toBe("cut off");
    expect(staying.isOpen()).toBe(true);
    await identity.accounts.setDisabled(staying.account.id, true);
    clock.advance(1_000);
    expect(await staying.end).toBe("cut off");
  });

  it("SES-03: keeps no idle session alive", async () => {
    const idle = await open();
    for (let second = 0; second < 1_799; second += 1) clock.advance(1_000);
    expect(idle.isOpen()).toBe(true);
    clock.advance(1_000);
    expect(await idle.end).toBe("cut off");
  });
});
