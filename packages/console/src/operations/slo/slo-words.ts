import { countWords, secondsWords, shareWords } from "../metrics/metric-words.ts";
import type { Anomaly, Objective } from "./slo-api.ts";

const MINUTE = 60;

/** Seconds as people say them, such as "4 min 23 s"; fractions only below a minute. */
export const spanWords = (seconds: number): string => {
  const sign = seconds < 0 ? "−" : "";
  const length = Math.abs(seconds);
  if (length < MINUTE) return `${sign}${Number(length.toFixed(1))} s`;
  const whole = Math.round(length);
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / MINUTE);
  const rest = whole % MINUTE;
  if (hours > 0) return `${sign}${hours} h ${minutes} min`;
  return rest === 0 ? `${sign}${minutes} min` : `${sign}${minutes} min ${rest} s`;
};

/** Percent with as many digits as make a difference near a hundred, never rounded up to it. */
export const percentWords = (percent: number): string => {
  const shown = Math.floor(percent * 1_000) / 1_000;
  return `${percent < 100 && shown >= 100 ? "99.999" : String(shown)} %`;
};

/** What may be bad in a month and what is left of it, such as "3 min 35 s of 4 min 23 s". */
export const budgetWords = ({ unit, budget }: Pick<Objective, "unit" | "budget">): string => {
  const left = budget.total * budget.left;
  return unit === "seconds"
    ? `${spanWords(left)} of ${spanWords(budget.total)}`
    : `${countWords(Math.floor(left))} of ${countWords(Math.floor(budget.total))} requests`;
};

const SIGNALS: Readonly<Record<Anomaly["signal"], string>> = {
  latency: "Latency",
  errors: "Errors",
  rate: "Requests",
};

const valueWords = (signal: Anomaly["signal"], value: number): string => {
  if (signal === "latency") return secondsWords(value);
  return signal === "errors" ? shareWords(value) : `${countWords(Math.round(value))} in 10 s`;
};

/** What was not as usual, such as "Latency of reads 400 ms, expected 21 ms". */
export const anomalyWords = ({ signal, class: group, value, expected }: Anomaly): string =>
  `${SIGNALS[signal]} of ${group} ${valueWords(signal, value)}, expected ${valueWords(signal, expected)}`;
