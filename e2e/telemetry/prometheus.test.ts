import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { freePort } from "../support/free-port.ts";

const has = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
const isThere = has("promtool") && has("prometheus");
if (!isThere) process.stderr.write("\nNOT RUN: prometheus and promtool are not installed\n\n");

describe.skipIf(!isThere)("a real Prometheus", () => {
  let application: TestApplication;
  let directory: string;
  const metrics = async (accept: string) =>
    (await application.fetch("/metrics", { headers: { Accept: accept } })).text();

  beforeAll(async () => {
    application = await startTestApplication({ modules: cibozer.modules, web: cibozer.web ?? [] });
    directory = mkdtempSync(join(tmpdir(), "plinth-prometheus-"));
    for (let call = 0; call < 5; call += 1) await application.fetch("/health");
  });
  afterAll(async () => {
    await application?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("OBS-01: promtool finds nothing wrong with /metrics", async () => {
    const checked = spawnSync("promtool", ["check", "metrics"], {
      input: await metrics("text/plain"),
      encoding: "utf8",
    });
    expect(`${checked.stdout}${checked.stderr}`).toBe("");
    expect(checked.status).toBe(0);
  });

  it("OBS-01: promtool does find a metric without help", () => {
    const checked = spawnSync("promtool", ["check", "metrics"], {
      input: "# TYPE calls counter\ncalls 1\n",
      encoding: "utf8",
    });
    expect(checked.status).not.toBe(0);
  });

  it("OBS-01, OBS-02: 1,000 random paths add no series, and each is counted", async () => {
    const series = (text: string) =>
      text.split("\n").filter((line) => line.startsWith("http_")).length;
    const unmatched = (text: string) =>
      [...text.matchAll(/^http_requests_total\{[^}]*\(unmatched\)[^}]*\} (\d+)$/gm)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
    for (const path of ["/first", "/metrics"]) await application.fetch(path);
    const before = await metrics("text/plain");
    for (let call = 0; call < 1_000; call += 50) {
      const paths = Array.from({ length: 50 }, (_, at) => `/random/${call + at}`);
      await Promise.all(paths.map(async (path) => (await application.fetch(path)).text()));
    }
    const after = await metrics("text/plain");
    // A flood of unknown paths is refused at some time: that status may be new.
    expect(series(after) - series(before)).toBeLessThanOrEqual(4);
    expect(after).not.toContain("/random/");
    expect(unmatched(after) - unmatched(before)).toBe(1_000);
  });

  it("OBS-01: it scrapes /metrics as OpenMetrics, and answers questions about it", async () => {
    const port = await freePort();
    const config = join(directory, "prometheus.yml");
    const target = new URL(application.localUrl).host;
    writeFileSync(
      config,
      `global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: plinth\n    static_configs:\n      - targets: ["${target}"]\n`,
    );
    const program = spawn(
      "prometheus",
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: "ignore" },
    );
    try {
      const ask = async (query: string): Promise<number | undefined> => {
        const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
        const answer = await fetch(url).then(
          async (found) =>
            (await found.json()) as { data: { result: { value: [number, string] }[] } },
          () => undefined,
        );
        const value = answer?.data.result[0]?.value[1];
        return value === undefined ? undefined : Number(value);
      };
      await expect.poll(() => ask('up{job="plinth"}'), { timeout: 20_000, interval: 250 }).toBe(1);
      expect(await ask('sum(http_requests_total{route="/health"})')).toBeGreaterThanOrEqual(5);
      expect(await ask("scrape_samples_scraped")).toBeGreaterThan(200);
    } finally {
      program.kill("SIGKILL");
    }
  });
});
