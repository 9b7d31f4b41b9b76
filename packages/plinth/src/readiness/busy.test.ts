import type { RequestListener } from "node:http";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "#core";
import { createTarget } from "./create-target.ts";
import { startHttp } from "./hostile/servers.test-support.ts";
import type { Finding, Probe } from "./probe.ts";
import { healthAndReady } from "./probes/health/health-and-ready.ts";
import { runProbes } from "./runner.ts";
import { judge } from "./support/judge.ts";
import type { Answer, Target } from "./target.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server, seen as an audit sees it; nobody waits for real. */
const look = async (listener: RequestListener) => {
  const { url, stop, asked } = await startHttp(listener);
  closing.push(stop);
  const waits: number[] = [];
  const pause = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const rest = { clock: systemClock, pause, requestsPerSecond: 1_000_000 };
  const target = await createTarget({ url, depth: "look", ...rest });
  return { target, waits, asked: (path: string) => asked.filter((one) => one.endsWith(path)) };
};

/** Answers 503 to the first calls of a path, and then as it should. */
const busyAt = (path: string, times: number, head: Record<string, string>): RequestListener => {
  let left = times;
  return ({ url }, response) => {
    if (url !== path) return response.writeHead(404).end();
    left -= 1;
    return left < 0 ? response.end("fine") : response.writeHead(503, head).end();
  };
};

const probeOf = (run: (target: Target) => Promise<Finding>, isAboutLoad?: true): Probe => ({
  ...{ id: "look", claim: "What is asked is answered as it should be", remedy: "None." },
  ...{ requirements: ["EVID-01"], standard: "RFC 9110", owasp: "A04", severity: "low" },
  ...{ depth: "look", sabotage: "none", run },
  ...(isAboutLoad === undefined ? {} : { isAboutLoad }),
});

const judgeStatus = (answers: readonly Answer[]): Finding => {
  const wrong = answers.filter(({ status }) => status !== 200);
  const faults = wrong.map((answer) => ({ what: `got ${answer.status}`, answer }));
  return judge({ faults, checked: answers.length, of: "answers", wanted: "200" });
};

const runOne = async (probe: Probe, target: Target) => {
  const options = { probes: [probe], target, depth: "look", clock: systemClock } as const;
  return (await runProbes({ ...options, version: "1.2.3" })).lines[0];
};

test("EVID-01: a busy target is asked once more when it says, and never waited for long", async () => {
  const soon = await look(busyAt("/busy", 1, { "Retry-After": "2" }));
  expect((await soon.target.ask("/busy")).status).toBe(200);
  expect(soon.waits).toEqual([2_000]);
  expect(soon.target.heard()).toMatchObject({ busy: 1, refused: [] });
  for (const head of [{ "Retry-After": "300" }, { "Retry-After": "tomorrow" }, {}]) {
    const late = await look(busyAt("/busy", 1, head));
    expect((await late.target.ask("/busy")).status).toBe(503);
    expect([late.asked("/busy").length, late.waits]).toEqual([1, []]);
    const { refused } = late.target.heard();
    expect(refused).toEqual("Retry-After" in head ? ["GET /busy answered 503"] : []);
  }
});

test("EVID-01: an answer 408 to a whole request is asked again; to half a one it is the answer", async () => {
  const { target, asked } = await look((_, response) => response.writeHead(408).end());
  await target.ask("/whole");
  expect(asked("/whole")).toHaveLength(2);
  await target.ask("/half", { method: "POST", contentLength: 10 });
  expect(asked("/half")).toHaveLength(1);
});

test("EVID-04: a target that stays busy costs a run half a minute of waiting, and no more", async () => {
  const { target, waits } = await look(busyAt("/busy", 1_000, { "Retry-After": "4" }));
  for (let call = 0; call < 40; call += 1) await target.ask("/busy");
  expect(waits).toEqual(Array(7).fill(4_000));
});

test("EVID-01: a fault that a busy target made is looked for again, and is none then", async () => {
  const { target } = await look(busyAt("/busy", 2, { "Retry-After": "1" }));
  // As a probe does that counts: what it finds wrong has another answer than the busy one.
  const probe = probeOf(async (seen) => {
    await seen.ask("/other");
    const { status } = await seen.ask("/busy");
    const faults = status === 200 ? [] : [{ what: "the count is off" }];
    return judge({ faults, checked: 1, of: "counts", wanted: "equal" });
  });
  expect(await runOne(probe, target)).toMatchObject({ verdict: "pass" });
});

test("EVID-01: a fault beside answers of a busy target is blocked, names them, and is not red", async () => {
  const { target } = await look(busyAt("/busy", 1_000, { "Retry-After": "60" }));
  const probe = probeOf(async (seen) => {
    await seen.ask("/busy");
    await seen.ask("/other");
    return { verdict: "fail", measured: "the count is off", wanted: "equal" };
  });
  const line = await runOne(probe, target);
  expect(line).toMatchObject({ verdict: "blocked", wanted: "equal" });
  expect(line?.measured).toContain("GET /busy answered 503; meanwhile: the count is off");
});

test("EVID-01: where each answer is judged by itself, a route that is always busy hides no fault of another", async () => {
  const { target, asked } = await look(busyAt("/busy", 1_000, { "Retry-After": "60" }));
  const probe = probeOf(async (seen) => {
    const answers = [await seen.ask("/busy"), await seen.ask("/other")];
    const faults = answers.map((answer) => ({ what: `${answer.asked.path} is wrong`, answer }));
    return judge({ faults, checked: 2, of: "answers", wanted: "200", isEachAlone: true });
  });
  const line = await runOne(probe, target);
  expect(line).toMatchObject({ verdict: "fail", evidence: [{ request: "GET /other" }] });
  expect(line?.measured).toBe("1 faults in 1 answers: /other is wrong; left out: /busy is wrong");
  expect(asked("/other")).toHaveLength(1);
  // Where nothing is wrong beside it, the busy one is named, and no fault.
  const fine = await look(({ url }, response) =>
    url === "/busy" ? response.writeHead(503, { "Retry-After": "60" }).end() : response.end("fine"),
  );
  const passing = probeOf(async (seen) =>
    judgeStatus([await seen.ask("/busy"), await seen.ask("/other")]),
  );
  expect(await runOne(passing, fine.target)).toMatchObject({
    verdict: "pass",
    measured: "1 answers; left out: got 503",
  });
});

test("EVID-01: what a busy target answered is left out; nothing else at all is no pass", async () => {
  const { target } = await look(busyAt("/busy", 1_000, { "Retry-After": "60" }));
  const silent = probeOf(async (seen) => judgeStatus([await seen.ask("/busy")]));
  const line = await runOne(silent, target);
  expect(line?.verdict).toBe("blocked");
  expect(line?.measured).toContain("got 503");
  const blind = probeOf(async (seen) => {
    await seen.ask("/busy");
    return { verdict: "pass", measured: "nobody got in", wanted: "nobody" };
  });
  expect((await runOne(blind, target))?.verdict).toBe("blocked");
});

test("EVID-01: a 503 that says nothing of coming back is a fault as before", async () => {
  const { target, asked } = await look(busyAt("/busy", 1_000, {}));
  const probe = probeOf(async (seen) => judgeStatus([await seen.ask("/busy")]));
  expect((await runOne(probe, target))?.verdict).toBe("fail");
  expect(asked("/busy")).toHaveLength(1);
});

test("HLT-07: what a probe about load looks at comes to it as it is", async () => {
  const { target, asked } = await look(busyAt("/busy", 1_000, { "Retry-After": "1" }));
  const probe = probeOf(
    async (seen) => judgeStatus([await seen.visitor().ask("/busy"), await seen.ask("/busy")]),
    true,
  );
  expect(await runOne(probe, target)).toMatchObject({ verdict: "fail" });
  expect([asked("/busy").length, target.heard().busy]).toEqual([2, 0]);
  const contradicting = await look(({ url }, response) => {
    const isReady = url === "/ready";
    response.writeHead(isReady ? 503 : 200, isReady ? { "Retry-After": "1" } : {});
    response.end('{"status":"healthy"}');
  });
  const line = await runOne(healthAndReady, contradicting.target);
  expect(line).toMatchObject({ verdict: "fail" });
  expect(contradicting.asked("/ready")).toHaveLength(1);
});

test("EVID-01: a document that a closed target keeps back is no document that is not there", async () => {
  const { target } = await look((_, response) =>
    response.writeHead(503, { "Retry-After": "300" }).end(),
  );
  expect(target.unreadDocument).toBe("GET /docs/json answered 503");
});
