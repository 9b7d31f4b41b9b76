import { pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const METRICS = "/metrics";

/** Changes the text of a scrape. */
const alterScrape = (change: (text: string) => string) =>
  rewriteAnswers((answer, raw) =>
    pathOfRequest(raw) === METRICS && answer.status === 200 && answer.body !== undefined
      ? { ...answer, body: change(answer.body) }
      : answer,
  );

const without = (family: string) => (text: string) =>
  text
    .split("\n")
    .filter((line) => !line.includes(family))
    .join("\n");

/** What is done to the figures that collectors read. */
export const FIGURE_SABOTAGES: Sabotages = {
  "count-by-address": {
    what: "counts each address that nobody declared in a series of its own",
    alter: () => {
      const unknown = new Set<string>();
      return rewriteAnswers((answer, raw) => {
        const path = pathOfRequest(raw);
        if (answer.status === 404) unknown.add(path.replaceAll(/[^\w/-]/g, "_"));
        if (path !== METRICS || answer.status !== 200) return answer;
        const series = [...unknown].map((one) => `http_not_found_total{route="${one}"} 1\n`);
        return { ...answer, body: `${answer.body ?? ""}${series.join("")}` };
      });
    },
  },
  "silent-limits": {
    what: "counts no decision of a limit",
    alter: () => alterScrape(without("rate_limit_decisions_total")),
  },
  "silent-queue": {
    what: "tells nothing of what waits and of what failed for good",
    alter: () => alterScrape(without("jobs_queue_depth")),
  },
};
