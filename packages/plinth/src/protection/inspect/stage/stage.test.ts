import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Route, route } from "#http";
import { shortText, strictObject, Type } from "#policy";
import { type RealApp, startRealApp } from "../../real-app.test-support.ts";
import { EVERYDAY } from "../corpus/everyday.ts";
import { defineDetector } from "../detectors.ts";
import { ALARM_BLOCKS, ALARM_SECONDS } from "./alarm.ts";

const ATTACK = "zebra' or 'a'='a";
const everyone = { public: true, because: "anyone may call it" } as const;
const responses = { 200: strictObject({ text: Type.String() }) } as const;
const body = strictObject({ slug: shortText(), note: Type.String(), plain: Type.String() });
const seen: unknown[] = [];
const echo = ({ body: given }: { body: { note: string } }) => {
  seen.push(given);
  return { text: given.note };
};

const coupon = defineDetector({
  name: "coupon-guess",
  category: "fraud",
  examples: { attack: ["SAVE-AAAA"], benign: ["SAVE-2026"] },
  detect: (text) => text.startsWith("SAVE-AAA"),
});

const routes: readonly Route[] = [
  route.post(
    "/notes",
    { access: everyone, summary: "x", body, responses, inspect: { plain: "off" } },
    echo,
  ),
  route.get(
    "/items/:name",
    {
      access: everyone,
      summary: "x",
      params: strictObject({ name: Type.String() }),
      query: strictObject({ q: Type.Optional(Type.String()), sort: Type.Optional(Type.String()) }),
      responses,
    },
    () => ({ text: "" }),
  ),
  route.post(
    "/open",
    {
      access: everyone,
      summary: "x",
      body: Type.Object(
        { extra: Type.Record(Type.String(), Type.Unknown()) },
        { additionalProperties: false },
      ),
      responses,
    },
    () => ({ text: "" }),
  ),
  route.get("/nothing", { access: everyone, summary: "x", responses }, () => ({ text: "" })),
];

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp({ routes, limit: "1000000/minute", detectors: [coupon] });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.security.length = 0;
  seen.length = 0;
});

const send = (fields: Readonly<Record<string, unknown>>, path = "/notes") =>
  app.call({ method: "POST", path, body: { slug: "s", note: "n", plain: "p", ...fields } });
const count = (labels: string): number =>
  Number(
    app.metrics
      .render()
      .split("\n")
      .find((line) => line.startsWith(`inspection_findings_total{${labels}}`))
      ?.split(" ")
      .at(-1) ?? 0,
  );

describe("one payload in three modes", () => {
  it("VAL-09, VAL-16: blocks before the handler; one event, one count; nothing is echoed", async () => {
    const before = count('class="sqli",mode="block"');
    const answer = await send({ slug: ATTACK });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: "INPUT_REJECTED",
      details: [{ field: "body.slug", rule: "sqli.tautology", message: "looks like SQL" }],
    });
    expect(seen).toEqual([]);
    expect(app.security).toEqual([
      expect.objectContaining({
        name: "inspection.blocked",
        severity: "warning",
        clientAddress: "127.0.0.1",
        data: {
          method: "POST",
          route: "/notes",
          rule: "sqli.tautology",
          class: "sqli",
          field: "body.slug",
          findings: 1,
        },
      }),
    ]);
    expect(count('class="sqli",mode="block"')).toBe(before + 1);
    const said = JSON.stringify([answer.text, answer.rawHeaders, app.security, app.lines]);
    expect(said).not.toContain("zebra");
  });

  it("VAL-09: logs and lets pass", async () => {
    const before = count('class="sqli",mode="log"');
    const answer = await send({ note: ATTACK });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ text: ATTACK });
    expect(app.security.map(({ name, severity }) => [name, severity])).toEqual([
      ["inspection.logged", "info"],
    ]);
    expect(JSON.stringify(app.security)).not.toContain("zebra");
    expect(count('class="sqli",mode="log"')).toBe(before + 1);
  });

  it("VAL-09: off looks away", async () => {
    expect((await send({ plain: ATTACK })).status).toBe(200);
    expect(app.security).toEqual([]);
  });
});

describe("the channels", () => {
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.call({ path, headers });

  it("VAL-14: path parameters and query fields", async () => {
    expect((await get(`/items/${encodeURIComponent("x;cat $HOME|sh")}`)).status).toBe(400);
    expect((await get(`/items/x?sort=${encodeURIComponent("name;drop table x")}`)).status).toBe(
      400,
    );
    expect((await get(`/items/x?q=${encodeURIComponent(ATTACK)}`)).status).toBe(200);
    expect(app.security.map(({ data }) => data?.["field"])).toEqual([
      "params.name",
      "query.sort",
      "query.q",
    ]);
  });

  it("VAL-14: names of members too, at any depth of an open object", async () => {
    const post = (extra: unknown) => app.call({ method: "POST", path: "/open", body: { extra } });
    expect((await post({ $where: "1" })).status).toBe(400);
    expect((await post({ a: [{ b: { $ne: 1 } }] })).status).toBe(400);
    expect((await post({ a: [{ b: "<svg onload=go()>" }] })).status).toBe(400);
    expect((await post({ price: "$5", "o'clock": [1, null, true] })).status).toBe(200);
  });

  it("headers and foreign cookies are only logged, and own ones not looked at", async () => {
    const answer = await get("/items/x", {
      "user-agent": "() { :;}; cat $HOME/x | sh",
      referer: "https://x.example/?a=<script>go()</script>",
      "x-note": ATTACK,
      cookie: `session=${encodeURIComponent(ATTACK)}; other=<svg onload=go()>`,
      "x-csrf-token": ATTACK,
    });
    expect(answer.status).toBe(200);
    expect(app.security).toHaveLength(1);
    expect(app.security[0]?.name).toBe("inspection.logged");
    expect(app.security[0]?.data?.["findings"]).toBeGreaterThanOrEqual(4);
    app.security.length = 0;
    await get("/items/x", { cookie: "session=' or 1=1--" });
    expect(app.security).toEqual([]);
  });

  it("a route whose schemas leave nothing to inspect has no stage: not even headers are read", async () => {
    await get("/nothing", { "x-note": ATTACK });
    expect(app.security).toEqual([]);
  });
});

describe("what is not an attack", () => {
  it("VAL-15, P-014: comes back byte for byte", async () => {
    for (const text of EVERYDAY) {
      const answer = await send({ note: text, slug: text.slice(0, 500) });
      expect(answer.status, text).toBe(200);
      expect(JSON.parse(answer.text)).toEqual({ text });
    }
    expect(app.security).toEqual([]);
  });

  it("P-014: any string in a field for free text comes back as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (text) => {
        const answer = await send({ note: text });
        expect(answer.status).toBe(200);
        expect(JSON.parse(answer.text)).toEqual({ text });
        expect(seen.at(-1)).toMatchObject({ note: text });
      }),
      { numRuns: 100 },
    );
  });

  it("P-014 broken twin: a stage that cleans what it sees is noticed", () => {
    const clean = (text: string): string => text.replaceAll("<", "").normalize("NFC");
    expect(EVERYDAY.some((text) => clean(text) !== text)).toBe(true);
  });

  it("VAL-06: addresses with odd but valid signs are no attacks", async () => {
    // What mailboxes are called. RFC 5322 allows line noise too, and some of it is mistaken.
    const part = fc.stringMatching(/^[a-z0-9'+_-]{1,12}$/);
    const address = fc
      .tuple(part, part)
      .map(([a, b]) => `${a}.${b}@mail.example.org`)
      // "'--+" ends a string and makes a comment of the rest, with the blank of a form.
      .filter((one) => !/'[^@]*--+\+/.test(one));
    await fc.assert(
      fc.asyncProperty(address, async (email) => {
        expect((await send({ slug: email })).status).toBe(200);
      }),
      { numRuns: 60 },
    );
  });
});

describe("alarm and detectors", () => {
  it("VAL-16: a rate of blocks raises an alert, once a window", async () => {
    app.clock.advance(ALARM_SECONDS * 1_000);
    const alerts = () => app.security.filter(({ severity }) => severity === "alert");
    for (let turn = 0; turn < ALARM_BLOCKS - 1; turn += 1) await send({ slug: ATTACK });
    expect(alerts()).toEqual([]);
    for (let turn = 0; turn < 5; turn += 1) await send({ slug: ATTACK });
    expect(alerts()).toEqual([
      {
        name: "inspection.alert",
        severity: "alert",
        data: { blocks: ALARM_BLOCKS, windowSeconds: ALARM_SECONDS },
      },
    ]);
    app.clock.advance(ALARM_SECONDS * 1_000);
    await send({ slug: ATTACK });
    expect(alerts()).toHaveLength(1);
  });

  it("VAL-17: a detector of the application is enforced and counted under its category", async () => {
    const answer = await send({ slug: "SAVE-AAAA" });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).details[0]).toMatchObject({ rule: "fraud.coupon-guess" });
    expect(count('class="fraud",mode="block"')).toBe(1);
    expect((await send({ slug: "SAVE-2026" })).status).toBe(200);
  });
});
