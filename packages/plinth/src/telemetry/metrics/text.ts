import type { Exemplar, MetricFamily, MetricFormat, MetricRow } from "./types.ts";

/** What a scrape of each format says it is. */
export const METRIC_CONTENT_TYPES: Readonly<Record<MetricFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** The most characters that names and values of an exemplar may have together (OpenMetrics). */
const MAX_EXEMPLAR = 128;

const escapeLabel = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll('"', '\\"')
    .replaceAll("\r", " ");

const number = (value: number): string => {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
};

const labelText = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escapeLabel(values[index] ?? "")}"`).join(",");

const braces = (text: string): string => (text === "" ? "" : `{${text}}`);

/** OpenMetrics escapes quotes in help, the older format takes them as they are. */
const helpText = (text: string, format: MetricFormat): string => {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", " ");
  return format === "text" ? escaped : escaped.replaceAll('"', '\\"');
};

const exemplarText = ({ labels, at }: Exemplar, value: number): string => {
  const names = Object.keys(labels);
  const values = Object.values(labels);
  const size = [...names, ...values].reduce((sum, text) => sum + text.length, 0);
  if (size > MAX_EXEMPLAR) return "";
  return ` # {${labelText(names, values)}} ${number(value)} ${(at / 1_000).toFixed(3)}`;
};

const renderHistogramRow = (
  { name, buckets }: MetricFamily,
  row: MetricRow,
  labels: string,
  format: MetricFormat,
): string => {
  const prefix = labels === "" ? "" : `${labels},`;
  let total = 0;
  let text = "";
  for (const [index, bound] of [...buckets, Number.POSITIVE_INFINITY].entries()) {
    total += row.cells[index] ?? 0;
    const found = format === "text" ? undefined : row.exemplar(index);
    const exemplar = found === undefined ? "" : exemplarText(found.exemplar, found.value);
    text += `${name}_bucket{${prefix}le="${number(bound)}"} ${number(total)}${exemplar}\n`;
  }
  const sum = row.cells[buckets.length + 1] ?? 0;
  return `${text}${name}_sum${braces(labels)} ${number(sum)}\n${name}_count${braces(labels)} ${number(total)}\n`;
};

const renderFamily = (family: MetricFamily, format: MetricFormat): string => {
  const { name, kind, help, labels } = family;
  const rows = family.rows().map((row) => {
    const text = labelText(labels, row.labelValues);
    return kind === "histogram"
      ? renderHistogramRow(family, row, text, format)
      : `${name}${braces(text)} ${number(row.cells[0] ?? 0)}\n`;
  });
  // In OpenMetrics a counter's family is named without what its samples end in.
  const title = format === "text" ? name : name.replace(/_total$/, "");
  return `# HELP ${title} ${helpText(help, format)}\n# TYPE ${title} ${kind}\n${rows.join("")}`;
};

/**
 * All families in Prometheus's text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format), or in OpenMetrics
 * 1.0.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/).
 */
export const renderFamilies = (families: readonly MetricFamily[], format: MetricFormat): string => {
  const text = families.map((family) => renderFamily(family, format)).join("");
  return format === "text" ? text : `${text}# EOF\n`;
};
