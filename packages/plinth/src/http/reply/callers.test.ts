import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { startKernel } from "../kernel.test-support.ts";
import type { Principal } from "../request/principal.ts";
import { route } from "../route.ts";
import { streamReply } from "./live/stream.ts";

const caller: Principal = {
  userId: "u",
  role: "user",
  permissions: [],
  tier: "free",
  sessionId: "s",
  method: "bearer",
  assurance: 1,
  authenticatedAt: 0,
  lacksSecondFactor: false,
};

const endless = route.get(
  "/events",
  {
    access: "user",
    summary: "Tells what happens",
    limit: { none: "not the subject" },
    produces: "stream",
    responses: { 200: null },
  },
  () => {
    const source = new Readable({ read: () => undefined });
    source.push("data: first\n\n");
    return streamReply(200, source, ["Content-Type", "text/event-stream"]);
  },
);

/** An open stream of a caller, and what `holds` answers from now on. */
const open = async (holds: () => boolean | Promise<boolean>) => {
  const clock = createManualClock();
  const kernel = await startKernel([endless], {
    clock,
    startTimer: clock.startTimer,
    authenticator: { cookieName: "sid", authenticate: () => caller, holds },
  });
  const answer = await kernel.fetch("/events", { headers: { authorization: "Bearer x" } });
  const reader = answer.body?.getReader();
  await reader?.read();
  const next = reader?.read().then(
    () => "more",
    () => "cut off",
  );
  return { clock, kernel, next };
};

describe("the caller of an answer that goes on", () => {
  it("SES-07: loses it within a second of the end of the session", async () => {
    let isHeld = true;
    const { clock, kernel, next } = await open(() => isHeld);
    clock.advance(1_000);
    isHeld = false;
    clock.advance(1_000);
    expect(await next).toBe("cut off");
    await expect.poll(() => kernel.lines.join("")).toContain("SESSION_ENDED");
    await kernel.stop();
  });

  it("SES-07: also where the store has to be asked, but not because it cannot answer", async () => {
    const answers = [() => Promise.reject(new Error("down")), () => Promise.resolve(false)];
    let asked = 0;
    const { clock, kernel, next } = await open(() => {
      asked += 1;
      return answers[asked - 1]?.() ?? false;
    });
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_000);
    expect(await next).toBe("cut off");
    expect(asked).toBe(2);
    await kernel.stop();
  });
});
