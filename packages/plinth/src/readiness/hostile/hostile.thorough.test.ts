import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "#core";
import { createTarget, TargetError, type TargetOptions } from "../create-target.ts";
import { PROBES } from "../probes/index.ts";
import type { Report } from "../report.ts";
import { runProbes } from "../runner.ts";
import { textReport } from "../views/text.ts";
import {
  type Hostile,
  hostileDocument,
  startHttp,
  startRaw,
  startUntrusted,
  UNUSABLE,
  USABLE,
} from "./servers.test-support.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const kept = async <H extends Hostile>(starting: Promise<H>): Promise<H> => {
  const hostile = await starting;
  closing.push(hostile.stop);
  return hostile;
};

const open = (url: string, options: Partial<TargetOptions> = {}) =>
  createTarget({ url, depth: "look", clock: systemClock, timeoutMs: 150, ...options });

/** All but one that only waits, for twenty seconds. */
const QUICK = PROBES.filter(({ id }) => id !== "slow-headers");

const audit = async (url: string, options: Partial<TargetOptions> = {}): Promise<Report> => {
  const depth = options.depth ?? "look";
  const target = await open(url, { ...options, depth });
  return runProbes({
    probes: QUICK,
    target,
    depth,
    clock: systemClock,
    version: "0",
    traffic: target.traffic,
  });
};

/** What a terminal would act upon, or a reader would not see. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe("EVID-04, TST-06: targets that cannot be audited are told in one sentence", () => {
  for (const { name, answer, said } of UNUSABLE) {
    test(`one that ${name}`, async () => {
      const { url } = await kept(startRaw(answer));
      const fault = await open(url).catch((refusal: unknown) => refusal);
      expect(fault).toBeInstanceOf(TargetError);
      const { message } = fault as TargetError;
      expect(message).toMatch(said);
      expect(message).not.toMatch(ACTIVE);
    });
  }

  test("one whose certificate nobody vouches for, unless it is told who does", async () => {
    const { url, ca } = await kept(startUntrusted());
    const told = /certificate of https.* is not trusted .*--ca FILE.*--insecure/;
    await expect(open(url)).rejects.toThrow(told);
    expect((await (await open(url, { trust: { ca } })).ask("/")).text).toBe("fine");
    expect((await (await open(url, { trust: { isInsecure: true } })).ask("/")).text).toBe("fine");
    const socket = await (await open(url, { trust: { ca } })).open();
    socket.destroy();
  });

  test("one that speaks HTTP where HTTPS was said, and the other way round", async () => {
    const plain = await kept(startHttp((_, response) => response.end()));
    await expect(open(plain.url.replace("http:", "https:"))).rejects.toThrow(/is it http:\/\//);
    const secure = await kept(startUntrusted());
    await expect(open(secure.url.replace("https:", "http:"))).rejects.toThrow(TargetError);
  });
});

describe("TST-06, EVID-06: targets that attack the auditor get a whole report and a low score", () => {
  for (const [name, listener] of USABLE) {
    test(`one that ${name}`, async () => {
      const { url, asked } = await kept(startHttp(listener));
      const report = await audit(url);
      expect(report.lines).toHaveLength(QUICK.length);
      expect(report.score.value).toBeLessThan(report.score.denominator);
      // EVID-06: a service without any of our controls is a weak one, whatever it gets right.
      expect(report.security.value).toBeLessThanOrEqual(45);
      const within = report.lines.filter(({ depth }) => depth === "look");
      expect(within.filter(({ verdict }) => verdict === "fail").length).toBeGreaterThan(0);
      expect(textReport(report)).not.toMatch(ACTIVE);
      expect(JSON.stringify(report)).not.toMatch(/\\u001b|\u009b|\u202e/);
      expect(asked.length).toBeLessThan(800);
      expect(report.traffic?.requests).toBeLessThanOrEqual(800);
    });
  }

  test("one that publishes a document of greedy schemas and expressions without end", async () => {
    const document = JSON.stringify(hostileDocument());
    const { url } = await kept(
      startHttp((request, response) => {
        response.setHeader("Content-Type", "application/json");
        response.end(request.url === "/docs/json" ? document : "{}");
      }),
    );
    const report = await audit(url, { depth: "touch" });
    expect(report.lines).toHaveLength(QUICK.length);
  });
});

test("TST-06: where everybody is sent elsewhere, the report says where, and nobody goes there", async () => {
  const elsewhere = await kept(startHttp((_, response) => response.end()));
  const { url } = await kept(
    startHttp((_, response) => response.writeHead(301, { Location: `${elsewhere.url}/x` }).end()),
  );
  const { notes } = await open(url);
  expect(notes).toEqual([
    `/docs/json is redirected to ${elsewhere.url}, which was not followed; audit that one itself`,
  ]);
  expect(elsewhere.asked).toEqual([]);
});

test("TST-06: a target that stops answering ends the run soon; what was not judged is not run", async () => {
  let count = 0;
  const { url } = await kept(
    startRaw((socket) => {
      count += 1;
      if (count < 10) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }),
  );
  const report = await audit(url);
  const gone = report.lines.filter(({ measured }) => measured.includes("stopped answering"));
  expect(gone.length).toBeGreaterThan(10);
  expect(gone.every(({ verdict }) => verdict === "blocked")).toBe(true);
  expect(count).toBeLessThan(40);
});

test("TST-06: a run is over when its seconds are, and says so", async () => {
  const { url } = await kept(startHttp((_, response) => setTimeout(() => response.end(), 40)));
  const report = await audit(url, { budgetSeconds: 0.5 });
  const late = report.lines.filter(({ measured }) => measured.includes("0.5 seconds is used up"));
  expect(late.length).toBeGreaterThan(10);
});
