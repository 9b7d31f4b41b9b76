import { describe, expect, it } from "vitest";
import type { MailSummary } from "./mail-api.ts";
import { queueWords, reasonWords } from "./mail-words.ts";

const SUMMARY: MailSummary = {
  transport: "smtp",
  queue: { waiting: 1, running: 2, failed: 0 },
  days: 30,
  kinds: [],
  suppressed: 0,
  takesBounces: false,
};

describe("words about mail", () => {
  it("tells what waits and what failed", () => {
    expect(queueWords(SUMMARY)).toBe("1 mail waits, 2 on their way. None failed for good.");
    const queue = { waiting: 1_200, running: 0, failed: 1 };
    expect(queueWords({ ...SUMMARY, transport: "mailbox", queue })).toBe(
      "1,200 mails wait, 0 on their way. 1 mail failed for good: see the jobs of the kind send-mail. No mail server is set: mails are kept in the mailbox of development.",
    );
  });

  it("tells why an address gets none", () => {
    expect(reasonWords({ reason: "bounced" })).toBe("A mail came back");
  });
});
