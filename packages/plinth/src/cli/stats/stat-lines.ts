import type { StatFigure } from "./read-stats.ts";

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

const bytes = (value: number): string => {
  let rest = value;
  let unit = 0;
  while (rest >= 1_024 && unit < UNITS.length - 1) {
    rest /= 1_024;
    unit += 1;
  }
  return `${Number(rest.toFixed(1))} ${UNITS[unit]}`;
};

const words = ({ name, value }: StatFigure): string => {
  if (!Number.isFinite(value)) return "unknown";
  // Near a hundred thousandths count, and what is not a hundred must not read as one.
  if (name === "slo_measured_ratio") return `${Math.floor(value * 100_000) / 1_000} %`;
  if (name.endsWith("_ratio")) return `${Number((value * 100).toFixed(1))} %`;
  if (/_bytes(?:_total)?$/.test(name)) return bytes(value);
  if (/_seconds(?:_total)?$/.test(name)) {
    return value < 1 ? `${Number((value * 1_000).toFixed(1))} ms` : `${Number(value.toFixed(1))} s`;
  }
  return String(value);
};

/** Figures as lines for people, names and values in two columns. */
export const statLines = (figures: readonly StatFigure[]): readonly string[] => {
  const named = figures.map((figure) => {
    const labels = Object.values(figure.labels).join(", ");
    return [labels === "" ? figure.name : `${figure.name} (${labels})`, words(figure)] as const;
  });
  const width = Math.max(0, ...named.map(([name]) => name.length));
  return named.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
};
