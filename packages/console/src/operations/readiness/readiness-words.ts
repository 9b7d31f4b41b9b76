import type { ReadinessArea, ReadinessReport } from "../operations-api.ts";

type Verdict = Pick<ReadinessReport, "verdict">;
type Numbers = Pick<ReadinessReport, "score" | "security" | "overall">;

/** The verdict as `plinth report` words it. */
export const verdictWords = ({ verdict }: Verdict): string =>
  `${verdict.isReady ? "production-ready" : "not production-ready"}: ${verdict.met} of ${verdict.of} gates met`;

/** "8.5 of 10, 85 %": tenths are made of per cent, so that they never differ. */
export const areaWords = ({ percent }: Pick<ReadinessArea, "percent">): string =>
  `${(percent / 10).toFixed(1)} of 10, ${percent} %`;

/** The numbers as `plinth report` words them (P-068). */
export const numberWords = ({ score, security, overall }: Numbers): string =>
  `score ${score.value} of ${score.denominator}; security score ${security.value} of 100 (${security.posture}); overall ${areaWords(overall)} (${overall.shown} of ${overall.of} requirements shown)`;

/** Whether a piece of evidence counts no more; both ISO times. */
export const isPast = (goodUntil: string, now: string): boolean => !(goodUntil >= now);

/** The sum of open findings, as it is made. */
export const findingWords = ({ ledger: { open } }: Pick<ReadinessReport, "ledger">): string =>
  `${open.security} security + ${open.performance} performance + ${open.quality} quality = ${open.total} open findings`;
