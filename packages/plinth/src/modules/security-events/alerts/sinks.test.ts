import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createBackground } from "#services/background";
import type { OutgoingMail } from "#services/mail";
import { createLogger } from "#telemetry";
import type { SecurityAlert } from "./sink.ts";
import { createMailSink } from "./sinks.ts";

const alertAt = (at: number): SecurityAlert => ({
  id: "01890000-0000-7000-8000-000000000001",
  at,
  rule: {
    id: "payloads-blocked",
    events: ["inspection.blocked"],
    by: "address",
    count: 5,
    windowMs: 300_000,
    severity: "warning",
    about: "One address sends input that looks like attacks.",
  },
  address: "203.0.113.9",
  accountId: null,
  events: 5,
  lastEvent: "inspection.blocked",
});

describe("mails about alerts", () => {
  it("OBS-09: says what, who and where to look; ten an hour, and the rest is logged", async () => {
    const clock = createManualClock();
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLogger({ level: "info", clock, component: "test", destination });
    const background = createBackground({ log });
    const mails: OutgoingMail[] = [];
    const sink = createMailSink({
      to: "ops@example.org",
      mail: { send: async (mail) => void mails.push(mail) },
      background,
      clock,
      log,
      context: () => ({ application: "Shop", publicUrl: "https://shop.example" }),
    });
    for (let call = 0; call < 14; call += 1) sink.deliver(alertAt(clock.now()));
    await background.drain();
    expect(mails).toHaveLength(10);
    expect(mails[0]).toMatchObject({
      to: "ops@example.org",
      subject: "Security alert at Shop: payloads-blocked",
      text: expect.stringMatching(
        /looks? like attacks\.[\s\S]*5 within 5 minutes[\s\S]*203\.0\.113\.9[\s\S]*https:\/\/shop\.example\/console\/admin\/security-events/,
      ),
    });
    expect(lines.join("")).toContain('"leftOut":4');
    clock.advance(3_600_000);
    sink.deliver(alertAt(clock.now()));
    await background.drain();
    expect(mails).toHaveLength(11);
  });
});
