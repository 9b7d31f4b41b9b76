import { amountWords, type CostDay, chartWords, countWords } from "./costs-words.ts";

const HEIGHT = 96;
const WIDTH = 12;
const GAP = 3;

/** A bar for each day, and the same in words. */
export const CostChart = ({ days }: { readonly days: readonly CostDay[] }) => {
  const most = Math.max(1, ...days.map(({ costMicros }) => costMicros));
  const words = chartWords(days);
  return (
    <section className="stack stack-tight" aria-labelledby="over-time">
      <h2 id="over-time">Over time</h2>
      <svg
        className="event-chart"
        role="img"
        aria-label={words}
        viewBox={`0 0 ${days.length * (WIDTH + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {days.map(({ day, calls, costMicros }, index) => {
          const height = calls === 0 ? 0 : Math.max(2, (costMicros / most) * (HEIGHT - 2));
          const x = index * (WIDTH + GAP);
          return (
            <g key={day}>
              <title>{`${day}: ${countWords(calls)} calls, ${amountWords(costMicros)}`}</title>
              <rect data-part="base" x={x} y={HEIGHT - 1} width={WIDTH} height={1} />
              <rect data-part="others" x={x} y={HEIGHT - height} width={WIDTH} height={height} />
            </g>
          );
        })}
      </svg>
      <p className="small soft event-axis numbers" aria-hidden="true">
        <span>{days[0]?.day}</span>
        <span>today</span>
      </p>
      <p className="small soft numbers">{words}</p>
    </section>
  );
};
