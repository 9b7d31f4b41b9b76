import { useState } from "react";
import { type ChartSeries, momentWords, tableMoments, type ValueWords } from "./chart-words.ts";

/** As many rows as somebody reads. */
const MOST_ROWS = 48;

/** The same figures as a table, made when it is opened. */
export const ChartTable = (props: {
  readonly title: string;
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly format: ValueWords;
}) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="small">As a table</summary>
      {isOpen && <Rows {...props} />}
    </details>
  );
};

const Rows = ({ title, times, series, format }: Parameters<typeof ChartTable>[0]) => {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="chart-table" tabIndex={0} aria-label={`${title} as a table`}>
      <table className="data-table numbers">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableMoments(times.length, MOST_ROWS)
            .toReversed()
            .map((index) => (
              <tr key={times[index]}>
                <th scope="row">{momentWords(times[index] ?? 0, span)}</th>
                {series.map(({ label, values }) => {
                  const value = values[index] ?? null;
                  return <td key={label}>{value === null ? "unknown" : format(value)}</td>;
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
};
