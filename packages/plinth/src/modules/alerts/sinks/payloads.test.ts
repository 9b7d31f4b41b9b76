import { describe, expect, it } from "vitest";
import { Secret } from "#core";
import { noticeMail } from "./mails.ts";
import type { Notice } from "./notice.ts";
import { jsonPosting, pagerDutyPosting, slackPosting } from "./payloads.ts";

const AT = Date.UTC(2026, 0, 31, 12);
const KEY = new Secret("a-key-of-the-other-side");
const notice = (change: Partial<Notice> = {}): Notice => ({
  id: "n1",
  kind: "firing",
  application: "Shop",
  environment: "production",
  alert: "a1",
  rule: "error-rate",
  severity: "critical",
  about: "Too many requests fail.",
  detail: "24 % of the requests failed within 5 minutes (120 of 500).",
  advice: "Look at what was deployed last.",
  value: 0.24,
  address: undefined,
  accountId: undefined,
  startedAt: AT,
  at: AT,
  endedAt: undefined,
  url: "https://shop.example/console/operations/alerts",
  heldBack: [],
  leftOut: 0,
  ...change,
});
const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body);

describe("what is posted", () => {
  it("OBS-09: to Slack: one message in which nothing is markup but our link", () => {
    const evil = "<!channel> & <https://evil.example|here>";
    const { text } = bodyOf(slackPosting(notice({ detail: evil })));
    expect(text).toMatch(
      /^\[critical\] Shop: Too many requests fail\. &lt;!channel&gt; &amp; &lt;/,
    );
    expect(text.match(/<[^>]*>/g)).toEqual([
      "<https://shop.example/console/operations/alerts|See what happened>",
    ]);
    const over = bodyOf(slackPosting(notice({ kind: "resolved" }))).text;
    expect(over).toMatch(/^\[ok\] Shop: resolved: /);
    expect(over).not.toContain("deployed last");
  });

  it("OBS-09: to PagerDuty: a trigger and a resolve of one incident, and a test that is none of it", () => {
    const firing = bodyOf(pagerDutyPosting(notice(), KEY));
    expect(firing).toMatchObject({
      routing_key: "a-key-of-the-other-side",
      event_action: "trigger",
      dedup_key: "a1",
      payload: { severity: "critical", source: "Shop", class: "error-rate" },
      links: [{ href: "https://shop.example/console/operations/alerts" }],
    });
    const resolved = bodyOf(pagerDutyPosting(notice({ kind: "resolved" }), KEY));
    expect(resolved).toMatchObject({ event_action: "resolve", dedup_key: "a1" });
    const test = bodyOf(pagerDutyPosting(notice({ kind: "test" }), KEY));
    expect(test).toMatchObject({ dedup_key: "Shop-n1", payload: { severity: "info" } });
    const long = bodyOf(pagerDutyPosting(notice({ detail: "x".repeat(5_000) }), KEY));
    expect(long.payload.summary.length).toBeLessThanOrEqual(1_024);
  });

  it("OBS-09: as our own JSON: every member is there, signed with its time", () => {
    const { headers, body } = jsonPosting(notice(), KEY, AT);
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      startedAt: "2026-01-31T12:00:00.000Z",
      endedAt: null,
      address: null,
      accountId: null,
    });
    expect(headers["plinth-signature"]).toMatch(new RegExp(`^t=${AT / 1_000},v1=[0-9a-f]{64}$`));
    expect(headers["plinth-signature"]).not.toBe(
      jsonPosting(notice({ value: 1 }), KEY, AT).headers["plinth-signature"],
    );
  });

  it("OBS-09: as a mail: says what, since when and where to look; what was held back has its lines", () => {
    const mail = noticeMail(notice());
    expect(mail.subject).toBe("[critical] Shop: Too many requests fail.");
    expect(mail.text).toMatch(
      /24 % of[\s\S]*Since: 2026-01-31T12:00:00.000Z[\s\S]*console\/operations\/alerts/,
    );
    const digest = noticeMail(notice({ kind: "digest", heldBack: ["one", "two"], leftOut: 2 }));
    expect(digest.text).toContain("one\ntwo");
    const over = noticeMail(notice({ kind: "resolved", endedAt: AT + 60_000 }));
    expect(over.subject).toBe("[ok] Shop: resolved: Too many requests fail.");
    expect(over.text).toMatch(/Until: 2026-01-31T12:01:00.000Z[\s\S]*It is over\./);
  });
});
