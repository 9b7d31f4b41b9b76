import { escapeHtml } from "#core";
import type { Second } from "../recorder.ts";
import type { LoadResult } from "../results.ts";
import { chartSvg, pageHtml, tableHtml } from "./page.ts";
import { errorsText, measuredText, modelText } from "./text.ts";

const bySecond = (seconds: readonly Second[]): string =>
  `<details><summary>By second</summary>${tableHtml(
    "Each second of the run",
    ["Second", "Expected answers", "Errors", "p50 ms", "p99 ms"],
    seconds.map(({ at, ok, errors, p50, p99 }) => [at + 1, ok, errors, p50, p99]),
  )}</details>`;

/**
 * A result as one page: no scripts, nothing loaded from elsewhere, everything that came from the
 * target escaped.
 */
export const loadHtml = (result: LoadResult): string => {
  const { total, environment, confirmation, objectives, connections } = result;
  const whole = result.seconds.slice(0, -1);
  const seconds = whole.length === 0 ? result.seconds : whole;
  const latencyRows = [...result.endpoints, { name: "all", ...total }].map((tally) => {
    const { p50, p75, p90, p95, p99, p999, max } = tally.latency;
    return [tally.name, tally.ok, tally.requests - tally.ok, p50, p75, p90, p95, p99, p999, max];
  });
  const judged = objectives.map(
    ({ objective, measured, holds }) =>
      `<li${holds ? "" : ' class="missed"'}>${escapeHtml(objective)}: ${measuredText(measured, total)} ${holds ? "holds" : "missed"}</li>`,
  );
  const span = `${seconds.length} s`;
  return pageHtml(
    `Load on ${result.target}`,
    `<p>${escapeHtml(modelText(result))}. ${(result.measuredMs / 1000).toFixed(1)} s measured; ${connections.peak} of ${connections.asked} connections open at the peak.</p>
<p class="soft">${escapeHtml(result.startedAt)}; <code>${escapeHtml(result.command)}</code>; ${escapeHtml(environment.processor)}, ${environment.cores} cores, load ${environment.load}, Node ${escapeHtml(environment.node)}</p>
<p><strong>${result.rate}</strong> expected answers a second; errors: ${escapeHtml(errorsText(total))}.</p>
${judged.length === 0 ? "" : `<h2>Objectives</h2><ul>${judged.join("")}</ul>`}
<h2>Latency</h2>
${tableHtml("Milliseconds, of answers as expected", ["Endpoint", "ok", "errors", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"], latencyRows)}
<h2>Over time</h2>
${chartSvg(
  "Answers a second",
  "/s",
  [
    { name: "expected", className: "one", values: seconds.map(({ ok }) => ok) },
    { name: "errors", className: "two", values: seconds.map(({ errors }) => errors) },
  ],
  span,
)}
${chartSvg(
  "Latency",
  "ms",
  [
    { name: "p50", className: "one", values: seconds.map(({ p50 }) => p50) },
    { name: "p99", className: "two", values: seconds.map(({ p99 }) => p99) },
  ],
  span,
)}
${bySecond(result.seconds)}
${confirmation === undefined ? "" : `<h2>What the server says</h2><p>${escapeHtml(`${confirmation.state}: ${confirmation.detail}`)}</p>`}
`,
  );
};
