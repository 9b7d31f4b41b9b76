import { type AlertLimits, type AlertRule, readingOf } from "#services/alerts";
import type { SinkFigures } from "../sinks/delivery-repository.ts";
import { figureWords } from "./metric-rule.ts";

const LIMITS: AlertLimits = { unit: "seconds", fires: "above", warning: 300, critical: 3_600 };
const SECOND_MS = 1_000;

/** Whether notices get out: shown in the console where nobody can be told any more (P-105). */
export const undeliveredRule = (figures: () => Promise<readonly SinkFigures[]>): AlertRule => ({
  id: "notices-undelivered",
  about: "Notices of alerts do not get out.",
  advice: "Send a test from the page of alerts, and look at what the sink answers.",
  severity: "warning",
  limits: LIMITS,
  everyMs: 30 * SECOND_MS,
  prometheus: { expr: "max(alert_notices_waiting_seconds) > 300", for: "0s" },
  evaluate: async (at, limits = LIMITS) => {
    const waiting = (await figures()).flatMap(({ sink, waitingSince }) =>
      waitingSince === undefined ? [] : [{ sink, seconds: (at - waitingSince) / SECOND_MS }],
    );
    const [worst] = waiting.toSorted((a, b) => b.seconds - a.seconds);
    if (worst === undefined) return { firing: false, value: 0, detail: "None waits." };
    const words = figureWords(worst.seconds, "seconds");
    return readingOf(
      worst.seconds,
      limits,
      `The oldest has waited ${words} for the ${worst.sink}.`,
    );
  },
});
