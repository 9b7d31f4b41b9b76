import { useState } from "react";
import { Segmented, Skeleton } from "../../kit/index.ts";
import { AdminFailure } from "../admin-page.tsx";
import type { Bar, EventSummary, WindowName } from "./events-api.ts";
import { barTime, chartWords, tilesOf, WINDOW_CHOICES } from "./events-words.ts";

const HEIGHT = 96;
const WIDTH = 12;
const GAP = 3;

const numbers = new Intl.NumberFormat("en-GB");

/** Figures and their course; the chart is there as a table too. */
export const Summary = (props: {
  readonly summary: EventSummary | undefined;
  readonly error: unknown;
  readonly window: WindowName;
  readonly onWindow: (window: WindowName) => void;
  readonly onRetry: () => void;
}) => {
  const { summary, error, window, onWindow } = props;
  return (
    <section className="stack" aria-labelledby="summary">
      <div className="row row-spread">
        <h2 id="summary">What happened</h2>
        <Segmented
          label="How much of the past"
          isLabelHidden
          value={window}
          onChange={onWindow}
          choices={WINDOW_CHOICES}
        />
      </div>
      {summary === undefined && error === null && <Skeleton lines={4} height="3rem" />}
      {summary === undefined && error !== null && (
        <AdminFailure error={error} onRetry={props.onRetry} />
      )}
      {summary !== undefined && (
        <>
          <dl className="tiles">
            {tilesOf(summary).map(({ label, count }) => (
              <div key={label} className="tile" data-any={count > 0}>
                <dt>{label}</dt>
                <dd className="numbers">{numbers.format(count)}</dd>
              </div>
            ))}
          </dl>
          <Chart series={summary.series} window={summary.window} />
        </>
      )}
    </section>
  );
};

const Chart = ({ series, window }: Pick<EventSummary, "series" | "window">) => {
  const highest = Math.max(1, ...series.map(({ refusals, others }) => refusals + others));
  const words = chartWords(series, window);
  return (
    <div className="stack stack-tight">
      <svg
        className="event-chart"
        role="img"
        aria-label={words}
        viewBox={`0 0 ${series.length * (WIDTH + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {series.map((bar, index) => (
          <Column key={bar.from} bar={bar} x={index * (WIDTH + GAP)} highest={highest} />
        ))}
      </svg>
      <p className="small soft event-axis numbers" aria-hidden="true">
        <span>{series[0] === undefined ? "" : barTime(series[0].from, window)}</span>
        <span>now</span>
      </p>
      <p className="small event-legend" aria-hidden="true">
        <span data-part="refusals">refused</span>
        <span data-part="others">other</span>
      </p>
      <p className="small soft">{words}</p>
      <SeriesTable series={series} window={window} />
    </div>
  );
};

const Column = (props: { readonly bar: Bar; readonly x: number; readonly highest: number }) => {
  const { bar, x, highest } = props;
  const high = (count: number): number =>
    count === 0 ? 0 : Math.max(2, (count / highest) * (HEIGHT - 2));
  const refusals = high(bar.refusals);
  const others = high(bar.others);
  return (
    <>
      <rect data-part="base" x={x} y={HEIGHT - 1} width={WIDTH} height={1} />
      <rect data-part="refusals" x={x} y={HEIGHT - refusals} width={WIDTH} height={refusals} />
      <rect data-part="others" x={x} y={HEIGHT - refusals - others} width={WIDTH} height={others} />
    </>
  );
};

const SeriesTable = ({ series, window }: Pick<EventSummary, "series" | "window">) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">The same as a table</summary>
      {isOpen && (
        <table className="data-table">
          <caption className="visually-hidden">Events over time</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Refused</th>
              <th scope="col">Other</th>
            </tr>
          </thead>
          <tbody className="numbers">
            {series.map(({ from, refusals, others }) => (
              <tr key={from}>
                <th scope="row">{barTime(from, window)}</th>
                <td>{numbers.format(refusals)}</td>
                <td>{numbers.format(others)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
};
