import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import type { Kysely } from "#vendor/kysely";
import { jobPersonalData } from "../../../app/privacy/personal-data.ts";
import { startTestApplication, type TestApplication } from "../../../testing/test-application.ts";
import { defineMail, listMailbox, type NewMail } from "../index.ts";

const HOUR_MS = 3_600_000;
const RARE = defineMail({ name: "rare", most: 2, usefulMs: 15 * 60_000 });
const OFTEN = defineMail({ name: "often", most: 100 });

interface JobPayloads {
  readonly jobs: { readonly name: string; readonly payload: string };
}

/** Sends what a test tells it to. */
const sender = defineModule({
  name: "sender",
  setup: ({ mail, store, jobs }) => ({ mail, store, jobs }),
});

describe("mails as jobs", () => {
  let app: TestApplication;
  let clock: ManualClock;
  const lines: string[] = [];
  const parts = () => app.modules.service("sender") as ReturnType<typeof sender.setup>;
  const letter = (to: string, subject = "Hello", kind = RARE): NewMail => ({
    kind,
    to,
    subject,
    text: "Your link: https://example.org/#token=very-secret-token",
  });
  const arrived = async (to: string) => {
    await app.jobs.settled();
    return (await listMailbox(app.dataDirectory, 500)).filter((mail) => mail.to === to);
  };
  const outcomes = async () =>
    Object.fromEntries(
      (await parts().mail.overview.counts(0)).map(({ kind, outcome, count }) => [
        `${kind} ${outcome}`,
        count,
      ]),
    );

  beforeAll(async () => {
    clock = createManualClock();
    app = await startTestApplication({
      modules: [status, sender],
      clock,
      onLogLine: (line) => lines.push(line),
    });
  });
  afterAll(() => app.stop());

  it("SCALE-03: a mail is sent exactly if its transaction is committed", async () => {
    const { mail, store } = parts();
    const rolledBack = store.transaction(async (tx) => {
      await mail.send(letter("outbox@example.org", "Never"), tx);
      throw new Error("the change failed");
    });
    await expect(rolledBack).rejects.toThrow("the change failed");
    await store.transaction((tx) => mail.send(letter("outbox@example.org", "Now"), tx));
    expect((await arrived("outbox@example.org")).map(({ subject }) => subject)).toEqual(["Now"]);
  });

  it("PRIV-06: what waits and what was sent is nowhere in the clear", async () => {
    const secrets = /very-secret-token|sealed@example\.org/;
    const { mail, store } = parts();
    const payloads = async (db: Kysely<JobPayloads>) => {
      const query = db.selectFrom("jobs").select("payload").where("name", "=", "send-mail");
      return (await query.execute()).map(({ payload }) => payload);
    };
    await store.transaction<JobPayloads, void>(async (tx) => {
      await mail.send(letter("sealed@example.org"), tx);
      const waiting = (await payloads(tx)).filter((payload) => payload !== "null");
      expect(waiting).toHaveLength(1);
      expect(waiting[0]).not.toMatch(secrets);
    });
    expect(await arrived("sealed@example.org")).toHaveLength(1);
    expect(new Set(await payloads(store.read<JobPayloads>()))).toEqual(new Set(["null"]));
    expect(lines.join()).not.toMatch(secrets);
  });

  it("SCALE-03: an address gets so many of a kind within a time, and no more", async () => {
    const to = "flooded@example.org";
    for (let turn = 0; turn < 4; turn += 1) await parts().mail.send(letter(to));
    expect(await arrived(to)).toHaveLength(2);
    await parts().mail.send(letter(to, "Another kind", OFTEN));
    expect(await arrived(to)).toHaveLength(3);
    clock.advance(HOUR_MS);
    await parts().mail.send(letter(to));
    expect(await arrived(to)).toHaveLength(4);
    expect(await outcomes()).toMatchObject({ "rare limited": 2, "often sent": 1 });
  });

  it("SCALE-03: an address on the list gets nothing until it is lifted", async () => {
    const { mail } = parts();
    const { overview } = mail;
    expect(
      await overview.suppress(" Bounced@Example.ORG ", "bounced", "550 for bounced@example.org"),
    ).toBe(true);
    await mail.send(letter("bounced@example.org"));
    expect(await arrived("bounced@example.org")).toEqual([]);
    const entry = await overview.find("bounced@example.org");
    expect(entry).toMatchObject({ domain: "example.org", reason: "bounced", detail: "550 for …" });
    expect(await overview.lift(entry?.id ?? "")).toBe(true);
    await mail.send(letter("bounced@example.org"));
    expect(await arrived("bounced@example.org")).toHaveLength(1);
    expect(await outcomes()).toMatchObject({ "rare suppressed": 1 });
    const metrics = await (await app.fetch("/metrics")).text();
    expect(metrics).toContain('mails_total{kind="rare",outcome="suppressed"} 1');
  });

  it("SCALE-03: a link that came too late to be of use is not sent", async () => {
    const { mail, store } = parts();
    await store.transaction(async (tx) => {
      await mail.send(letter("late@example.org"), tx);
      clock.advance(15 * 60_000 + 1);
    });
    expect(await arrived("late@example.org")).toEqual([]);
    expect(await outcomes()).toMatchObject({ "rare expired": 1 });
  });

  it("VAL-06: refuses to forge headers before anything is taken in", async () => {
    const { mail } = parts();
    await expect(mail.send(letter("a@example.org\r\nBcc: b@example.org"))).rejects.toThrow(
      RangeError,
    );
    await expect(mail.send(letter("a@example.org", "Hello\nX: y"))).rejects.toThrow(RangeError);
  });

  it("P-106: the log tells which request a mail comes from", async () => {
    const requestId = "0190a000-0000-7000-8000-000000000001";
    await parts().mail.send({ ...letter("traced@example.org"), origin: { requestId } });
    await app.jobs.settled();
    expect(lines.filter((line) => line.includes(requestId))).toHaveLength(1);
  });

  it("PRIV-02, PRIV-03: what waits is told by its name alone, and erased with its account", async () => {
    const accountId = "0190a000-0000-7000-8000-00000000000a";
    const { mail, jobs } = parts();
    await app.jobs.stop();
    await mail.send({ ...letter("leaving@example.org"), accountId });
    const { erase, export: give } = jobPersonalData(jobs.overview);
    const kept = await give(accountId);
    expect(kept).toMatchObject([{ name: "send-mail", state: "ready" }]);
    expect(JSON.stringify(kept)).not.toMatch(/leaving|token/);
    await erase(accountId);
    expect(await give(accountId)).toEqual([]);
  });

  it("refuses kinds that make no sense", () => {
    expect(() => defineMail({ name: "Not Kebab" })).toThrow(RangeError);
    expect(() => defineMail({ name: "rare", most: 0 })).toThrow(RangeError);
    expect(() => defineMail({ name: "rare", withinMs: 25 * HOUR_MS })).toThrow(RangeError);
  });
});
