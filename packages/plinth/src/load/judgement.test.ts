import { describe, expect, it } from "vitest";
import { compareRuns } from "./compare.ts";
import { confirm, readGauges } from "./gauges.ts";
import { createJourneys, PlanError } from "./journey.ts";
import { judge, parseObjectives } from "./objectives.ts";
import { createRecorder, type Second } from "./recorder.ts";
import { parseScenario } from "./scenario.ts";

const outcome = (status: number) => ({
  status,
  fault: undefined,
  wasSent: true,
  bytes: 10,
  body: undefined,
});

const recorded = (latencies: readonly number[], errors: number) => {
  const recorder = createRecorder(1, (status) => status === 200);
  recorder.begin();
  for (const latency of latencies) recorder.record(0, outcome(200), latency);
  for (let at = 0; at < errors; at += 1) recorder.record(0, outcome(503), 1);
  const total = recorder.tally();
  return { total, rate: 10, errorShare: errors / (latencies.length + errors) };
};

describe("objectives", () => {
  const result = recorded(
    Array.from({ length: 100 }, (_, at) => at + 1),
    1,
  );

  it("PERF-01: judge percentiles, errors and rates, each in its unit", () => {
    const judged = judge(
      parseObjectives("p99<200ms, p50<0.04s,error<0.5%,error<1%,rate>=10/s"),
      result,
    );
    expect(judged.map(({ holds }) => holds)).toEqual([true, false, false, true, true]);
    expect(judged[0]?.measured).toBeCloseTo(99, 0);
  });

  it("PERF-01: nothing is fast that never answered", () => {
    expect(judge(parseObjectives("p99<200ms"), recorded([], 3))[0]?.holds).toBe(false);
  });

  it.each(["p99", "p98<1ms", "error<5ms", "rate>10%", "p99<fast", ""])("refuse %j", (text) => {
    expect(() => parseObjectives(text)).toThrow(PlanError);
  });
});

describe("two runs", () => {
  const seconds = (mean: number, wobble: number): Second[] =>
    Array.from({ length: 20 }, (_, at) => {
      const ok = mean + ((at * 7) % 5) * wobble;
      return { at, ok, errors: 0, p50: 1000 / ok, p99: 5000 / ok };
    });
  const verdicts = (before: Second[], after: Second[]) =>
    compareRuns({ seconds: before }, { seconds: after }).map(({ verdict }) => verdict);

  it("PERF-08: a slowdown is shown, noise is not", () => {
    expect(verdicts(seconds(1000, 5), seconds(900, 5)).slice(0, 3)).toEqual([
      "worse",
      "worse",
      "worse",
    ]);
    expect(verdicts(seconds(900, 5), seconds(1000, 5)).slice(0, 2)).toEqual(["better", "better"]);
    const [first] = verdicts(seconds(1000, 60), seconds(995, 60));
    expect(first).toBe("no difference shown");
  });

  it("PERF-08: errors where there were none are worse", () => {
    const bad = seconds(1000, 5).map((second) => ({ ...second, errors: 3 }));
    expect(verdicts(seconds(1000, 5), bad)[3]).toBe("worse");
  });

  it("PERF-08: a server that answers nothing any more is not quick", () => {
    const dead = seconds(1000, 5).map((one) => ({ ...one, ok: 0, errors: 900, p50: 0, p99: 0 }));
    const [rate, ...latencies] = verdicts(seconds(1000, 5), dead);
    expect(rate).toBe("worse");
    expect(latencies.slice(0, 2)).toEqual(["no difference shown", "no difference shown"]);
  });

  it("PERF-08: a few seconds show nothing", () => {
    expect(verdicts(seconds(1000, 5).slice(0, 4), seconds(100, 5))[0]).toBe("no difference shown");
  });
});

describe("what a server says of itself", () => {
  const page = (requests: number, inFlight: number, connections: number): string =>
    `# TYPE x counter\nplinth_http_requests_total{method="GET",route="/",status="200"} ${requests}\nplinth_http_requests_total{method="GET",route="/x",status="404"} 5\nplinth_http_requests_in_flight ${inFlight}\nplinth_connections_open ${connections}\n`;
  const gauges = (...given: Parameters<typeof page>) => {
    const read = readGauges(page(...given));
    if (read === undefined) throw new Error("no gauges");
    return read;
  };
  const before = gauges(100, 0, 1);

  it("TST-05, OBS-14: what a server asks itself is no load", () => {
    const own = 'slo_probes_total{outcome="good"} 40\nslo_probes_total{outcome="bad"} 2\n';
    expect(readGauges(page(100, 0, 1) + own)?.answered).toBe(before.answered - 42);
  });

  it("TST-05: agrees where both count the same", () => {
    const seen = [gauges(600, 190, 201), gauges(1_102, 0, 201)];
    const said = confirm(before, seen, { answered: 1_000, uncertain: 0, connections: 200 }, 2);
    expect(said).toMatchObject({ state: "agrees", peakInFlight: 190 });
  });

  it.each([
    ["answers", 5_000, 200],
    ["connections", 1_000, 400],
  ])("TST-05: disagrees about %s that only the client claims", (_, answered, connections) => {
    const said = confirm(
      before,
      [gauges(1_102, 0, 201)],
      { answered, uncertain: 0, connections },
      2,
    );
    expect(said.state).toBe("disagrees");
  });

  it("is not asked where there is nothing to ask", () => {
    expect(readGauges("go_goroutines 5\n")).toBeUndefined();
  });
});

describe("scenarios", () => {
  it.each([
    ["[]", /an object/],
    ["{", /no JSON/],
    ['{"steps":[]}', /1 to 1000 steps/],
    ['{"steps":[{"path":"/","tink":"1s"}]}', /unknown member tink/],
    ['{"steps":[{"path":7}]}', /no path/],
    ['{"journeys":[{"steps":[{"path":"/"}],"weight":0}]}', /weight/],
  ])("refuse %j with the place of the mistake", (text, message) => {
    expect(() => parseScenario(text)).toThrow(message);
  });

  it.each([
    [{ path: "no-slash" }, /step 1.*does not begin with/],
    [{ path: "/", headers: { "a b": "c" } }, /no header name/],
    [{ path: "/", headers: { a: "b\r\nc: d" } }, /line break/],
    [{ path: "/", think: "soon" }, /no time/],
    [{ path: "/", method: "G ET" }, /no method/],
  ])("refuse a step that cannot be sent: %j", (step, message) => {
    const common = { host: "h", basePath: "", headers: {} };
    expect(() => createJourneys([{ steps: [step] }], common, 0)).toThrow(message);
  });
});
