import type { FamilyState, Row } from "./children.ts";

const escapeHelp = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", " ");

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

const renderHistogramRow = (state: FamilyState, row: Row, labels: string): string => {
  const { name, buckets } = state;
  const prefix = labels === "" ? "" : `${labels},`;
  let total = 0;
  let text = "";
  for (const [index, bound] of [...buckets, Number.POSITIVE_INFINITY].entries()) {
    total += row.cells[index] ?? 0;
    text += `${name}_bucket{${prefix}le="${number(bound)}"} ${number(total)}\n`;
  }
  const sum = row.cells[buckets.length + 1] ?? 0;
  return `${text}${name}_sum${braces(labels)} ${number(sum)}\n${name}_count${braces(labels)} ${number(total)}\n`;
};

/**
 * One family in Prometheus's text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
 */
export const renderFamily = (state: FamilyState): string => {
  const { name, kind, help, labels } = state;
  const rows = state.rows().map((row) => {
    const text = labelText(labels, row.labelValues);
    return kind === "histogram"
      ? renderHistogramRow(state, row, text)
      : `${name}${braces(text)} ${number(row.cells[0] ?? 0)}\n`;
  });
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n${rows.join("")}`;
};
