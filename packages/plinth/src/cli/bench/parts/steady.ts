import { FORWARDED } from "../../instance/settings.ts";
import { drive, request } from "../drive.ts";
import { aimed, type Figure, rounded } from "../figures.ts";
import { type Subject, withInstance } from "./subject.ts";

/** Steady load that the server is not at the end of: what a person waits (PERF-01). */
export const measureSteady = (subject: Subject): Promise<readonly Figure[]> =>
  withInstance(subject, async (instance, headers) => {
    const { effort, signal } = subject;
    const page = await fetch(`${instance.url}/`, {
      headers: FORWARDED,
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    await page.arrayBuffer();
    const etag = page.headers.get("etag");
    const journeys = [
      request(subject.endpoint, headers, "API read"),
      ...(page.ok ? [request("/", {}, "app shell")] : []),
      ...(page.ok && etag !== null ? [request("/", { "If-None-Match": etag }, "cached read")] : []),
    ];
    const model = { kind: "open", perSecond: effort.steadyRate, connections: 100 } as const;
    const result = await drive({
      url: instance.url,
      journeys,
      model,
      durationMs: effort.steadyMs,
      signal,
    });
    const less = { better: "less" } as const;
    const latencies = result.endpoints.map(({ name, latency }) => {
      const isCached = name === "cached read";
      const [kind, value] = isCached ? ["p99", latency.p99] : ["p95", latency.p95];
      const id = `steady.${name.replaceAll(" ", "-").toLowerCase()}`;
      const figure = { ...less, id, name: `${kind} of ${name}`, unit: "ms", value };
      return aimed(figure, isCached ? 200 : 100, "PERF-01");
    });
    const share = { ...less, id: "steady.errors", name: "errors under steady load", unit: "%" };
    return [
      ...latencies,
      aimed({ ...share, value: rounded(result.errorShare * 100) }, 1, "PERF-01"),
    ];
  });
