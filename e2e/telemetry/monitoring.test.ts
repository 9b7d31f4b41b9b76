import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import {
  announceSkipped,
  startPostgres,
  startRedis,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { seriesIn } from "../../scripts/monitoring/promql.ts";
import { freePort } from "../support/free-port.ts";

const FOLDER = join(import.meta.dirname, "../../deployment/monitoring");
const has = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
const hasPrometheus = has("promtool") && has("prometheus");
const hasAmtool = has("amtool");
if (!hasPrometheus) announceSkipped("deployment/monitoring", "prometheus is not installed");
if (!hasAmtool) announceSkipped("alertmanager.yml", "amtool is not installed");

/** Runs a validator; what it said where it was not content. */
const fault = (program: string, ...words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: FOLDER,
    encoding: "utf8",
    timeout: 30_000,
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
};

describe.skipIf(!hasPrometheus)("files for Prometheus", () => {
  it("OBS-13: promtool is content with the configuration and the rules", () => {
    // Prometheus wants to read the token that whoever installs it puts there.
    const directory = mkdtempSync(join(tmpdir(), "plinth-monitoring-"));
    try {
      for (const file of ["prometheus.yml", "alerts.yml"]) {
        writeFileSync(join(directory, file), readFileSync(join(FOLDER, file)));
      }
      writeFileSync(join(directory, "ops-token"), "token");
      expect(fault("promtool", "check", "config", join(directory, "prometheus.yml"))).toBe("");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    expect(fault("promtool", "check", "rules", "alerts.yml")).toBe("");
    expect(fault("promtool", "check", "rules", "prometheus.yml")).not.toBe("");
  });

  it("OBS-13, OBS-14: rules fire and are silent on histories written by hand", () => {
    expect(fault("promtool", "test", "rules", "alerts.test.yml")).toBe("");
  });
});

it.skipIf(!hasAmtool)("OBS-13: amtool is content with alertmanager.yml", () => {
  expect(fault("amtool", "check-config", "alertmanager.yml")).toBe("");
  expect(fault("amtool", "check-config", "alerts.yml")).not.toBe("");
});

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** Every query of every dashboard and rule, with where it stands. */
const queries = (): readonly (readonly [where: string, query: string])[] => {
  const dashboards = join(FOLDER, "grafana/dashboards");
  const panels = readdirSync(dashboards).flatMap((file) =>
    (JSON.parse(readFileSync(join(dashboards, file), "utf8")) as Dashboard).panels.flatMap(
      ({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const),
    ),
  );
  const rules = [...readFileSync(join(FOLDER, "alerts.yml"), "utf8").matchAll(/expr: (.+)$/gm)].map(
    ([, text = ""]) => {
      const query = text.startsWith('"') ? (JSON.parse(text) as string) : text;
      return ["alerts.yml", query] as const;
    },
  );
  return [...panels, ...rules];
};

describe.skipIf(!hasPrometheus)("a real Prometheus that scrapes Cibozer", () => {
  let application: TestApplication;
  let directory: string;
  const ends: (() => unknown)[] = [];
  /** First words of series of servers that are not there; a replica of a database never is. */
  const missing: string[] = ["database_replica"];
  let port = 0;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const env: Record<string, string> = { SLO_PROBE_SECONDS: "1" };
    if ("missing" in postgres) missing.push("postgresql");
    else {
      ends.push(postgres.stop);
      env["DATABASE_URL"] = await postgres.createDatabase();
    }
    if ("missing" in redis) missing.push("redis");
    else {
      ends.push(redis.stop);
      env["REDIS_URL"] = redis.url;
    }
    announceSkipped("queries about servers", `none is there: ${missing.join(", ")}`);
    application = await startTestApplication({ modules: cibozer.modules, env });
    directory = mkdtempSync(join(tmpdir(), "plinth-monitoring-"));
    port = await freePort();
    const config = {
      global: { scrape_interval: "1s" },
      scrape_configs: [
        {
          job_name: "plinth",
          static_configs: [{ targets: [new URL(application.localUrl).host] }],
        },
      ],
    };
    const file = join(directory, "prometheus.yml");
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config));
    const program = spawn(
      "prometheus",
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(directory, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: "ignore" },
    );
    ends.push(() => program.kill("SIGKILL"));
  }, 60_000);
  afterAll(async () => {
    await application?.stop();
    for (const end of ends.toReversed()) await end();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The number of series that a query gives; undefined where Prometheus refuses it. */
  const ask = async (query: string): Promise<number | undefined> => {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status !== 200) return undefined;
    const { data } = (await answer.json()) as { data: { result: readonly unknown[] } };
    return data.result.length;
  };

  it("OBS-13, OBS-01: every query is understood, and every series of it is exported", async () => {
    await expect
      .poll(() => ask('rate(slo_probes_total{outcome="good"}[10s]) > 0'), {
        timeout: 30_000,
        interval: 250,
      })
      .toBe(1);
    const scraped = await (await application.fetch("/metrics")).text();
    const isExported = (series: string): boolean =>
      series === "up" ||
      scraped.includes(`\n# TYPE ${series} `) ||
      scraped.includes(`\n# TYPE ${series.replace(/_(?:bucket|sum|count)$/, "")} histogram`);
    const faults: string[] = [];
    let answered = 0;
    for (const [where, query] of queries()) {
      const found = await ask(query.replaceAll("$__rate_interval", "10s"));
      if (found === undefined) faults.push(`${where}: not understood: ${query}`);
      else answered += found > 0 ? 1 : 0;
      for (const series of seriesIn(query)) {
        if (missing.some((server) => series.startsWith(`${server}_`))) continue;
        if (!isExported(series)) faults.push(`${where}: nothing exports ${series}`);
      }
    }
    expect(faults).toEqual([]);
    // Alerts give nothing while all is well, and neither do events that nobody caused.
    expect(answered).toBeGreaterThan(30);
  });
});
