import { uptimeWords } from "./health-words.ts";
import type { HealthDay } from "./operations-api.ts";

const HEIGHT = 28;

type Look = "none" | "good" | "fair" | "poor";

const lookOf = (uptime: number | null): Look => {
  if (uptime === null) return "none";
  if (uptime >= 99.9) return "good";
  return uptime >= 95 ? "fair" : "poor";
};

/** Lower is worse, so that the colour is not needed to tell. */
const heights: Readonly<Record<Look, number>> = { none: 4, good: HEIGHT, fair: 20, poor: 12 };

/** A bar for each day, and the same in words. */
export const UptimeBars = ({ days }: { readonly days: readonly HealthDay[] }) => (
  <div className="stack stack-tight">
    <svg
      className="uptime"
      role="img"
      aria-label={uptimeWords(days)}
      viewBox={`0 0 ${days.length * 4} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {days.map(({ day, uptime }, index) => {
        const look = lookOf(uptime);
        return (
          <rect
            key={day}
            data-look={look}
            x={index * 4}
            y={HEIGHT - heights[look]}
            width={3}
            height={heights[look]}
          >
            <title>{`${day}: ${uptime === null ? "not measured" : `${uptime} %`}`}</title>
          </rect>
        );
      })}
    </svg>
    <p className="small soft numbers">{uptimeWords(days)}</p>
  </div>
);
