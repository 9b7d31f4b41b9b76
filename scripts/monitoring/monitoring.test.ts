import { describe, expect, it } from "vitest";
import { monitoringFiles } from "./files.ts";
import { type Catalogue, queryFaults, seriesIn } from "./promql.ts";
import { yamlText } from "./yaml.ts";

const CATALOGUE: Catalogue = new Map([
  ["calls_total", { kind: "counter", labels: ["route", "status"] }],
  ["took_seconds", { kind: "histogram", labels: ["route"] }],
]);

describe("queries for Prometheus", () => {
  it("OBS-13: the series of a query are found, however it is written", () => {
    expect(seriesIn('sum by (route) (rate(calls_total{status=~"5.."}[5m])) / 2 > 0.05')).toEqual([
      "calls_total",
    ]);
    expect(
      seriesIn("histogram_quantile(0.95, sum by (le) (rate(took_seconds_bucket[5m])))"),
    ).toEqual(["took_seconds_bucket"]);
  });

  it("OBS-13: series and labels that nothing exports are faults", () => {
    expect(queryFaults('rate(calls_total{status="500"}[5m])', CATALOGUE)).toEqual([]);
    expect(
      queryFaults("sum by (le, route) (rate(took_seconds_bucket[5m])) > up", CATALOGUE),
    ).toEqual([]);
    expect(queryFaults("took_seconds", CATALOGUE)).toEqual(["no series is called took_seconds"]);
    expect(queryFaults('called_total{status="500"}', CATALOGUE)).toContain(
      "no series is called called_total",
    );
    expect(queryFaults('calls_total{code="500"}', CATALOGUE)).toEqual([
      "calls_total has no label code",
    ]);
    expect(queryFaults("sum by (code) (calls_total)", CATALOGUE)).toEqual([
      "nothing in it has a label code",
    ]);
  });

  it("OBS-13: a rule about a series that is gone is named", () => {
    const rule = {
      id: "too-many",
      about: "Too many",
      severity: "warning",
      evaluate: async () => undefined,
      prometheus: { expr: "gone_total > 1", for: "0s" },
    } as const;
    const { faults, pages } = monitoringFiles(CATALOGUE, [rule]);
    expect(faults).toContain("alert too-many: no series is called gone_total");
    expect(pages["deployment/monitoring/alerts.yml"]).toContain("      - alert: TooMany\n");
  });
});

it("OBS-13: YAML is quoted where it would be read as something else", () => {
  expect(
    yamlText(["About"], {
      a: "yes",
      b: ["x: y", 1, true],
      c: [],
      d: { e: "plain/path", f: undefined },
    }),
  ).toBe('# About\na: "yes"\nb:\n  - "x: y"\n  - 1\n  - true\nc: []\nd:\n  e: plain/path\n');
});
