import type { MetricFamily } from "../../packages/plinth/src/telemetry/index.ts";

/** What is known of a series: its name and the labels that it has. */
export type Catalogue = ReadonlyMap<string, Pick<MetricFamily, "kind" | "labels">>;

/** Words of the language itself that are no series (Prometheus 2 and 3, as far as we use it). */
const WORDS: ReadonlySet<string> = new Set(
  "and or unless bool sum max min avg count topk rate increase delta histogram_quantile clamp_min clamp_max abs time vector scalar absent by without on ignoring group_left".split(
    " ",
  ),
);

/** Labels and series that Prometheus adds by itself. */
const ITS_LABELS: ReadonlySet<string> = new Set(["instance", "job", "le"]);
const ITS_SERIES: Catalogue = new Map([["up", { kind: "gauge", labels: [] }]]);

const SELECTOR = /([a-zA-Z_:][\w:]*)\s*(?:\{([^{}]*)\})?/g;

/** The family behind a series: a histogram has three names. */
const familyOf = (catalogue: Catalogue, series: string) => {
  const known = catalogue.get(series) ?? ITS_SERIES.get(series);
  if (known !== undefined) return known.kind === "histogram" ? undefined : known;
  const whole = catalogue.get(series.replace(/_(?:bucket|sum|count)$/, ""));
  return whole?.kind === "histogram" ? whole : undefined;
};

/** Every series that a query reads, by the names that stand in it. */
export const seriesIn = (query: string): readonly string[] => {
  const bare = query
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\b(?:by|without|on|ignoring|group_left)\s*\([^)]*\)/g, " ")
    .replace(/\{[^{}]*\}/g, " ")
    .replace(/\[[^\]]*\]/g, " ");
  return [...new Set([...bare.matchAll(/[a-zA-Z_:][\w:]*/g)].map(([word]) => word))].filter(
    (word) => !WORDS.has(word),
  );
};

/**
 * What a query asks for that no process exports: series, and labels of them.
 * @returns a sentence for each; none where all resolves.
 */
export const queryFaults = (query: string, catalogue: Catalogue): readonly string[] => {
  const faults = seriesIn(query)
    .filter((series) => familyOf(catalogue, series) === undefined)
    .map((series) => `no series is called ${series}`);
  const known = seriesIn(query).flatMap((series) => familyOf(catalogue, series)?.labels ?? []);
  const strange = (label: string): boolean => !(known.includes(label) || ITS_LABELS.has(label));
  for (const [, series = "", matchers = ""] of query.matchAll(SELECTOR)) {
    const labels = familyOf(catalogue, series)?.labels ?? [];
    for (const [, label = ""] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) {
      if (!(labels.includes(label) || ITS_LABELS.has(label))) {
        faults.push(`${series} has no label ${label}`);
      }
    }
  }
  for (const [, list = ""] of query.matchAll(/\b(?:by|without|on)\s*\(([^)]*)\)/g)) {
    for (const label of list.split(",").map((word) => word.trim())) {
      if (label !== "" && strange(label)) faults.push(`nothing in it has a label ${label}`);
    }
  }
  return faults;
};
