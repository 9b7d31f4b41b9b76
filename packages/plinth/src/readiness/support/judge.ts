import type { Looks } from "#policy";
import { isBusy } from "../busy.ts";
import { BlockedError, type Fault, type Finding } from "../probe.ts";
import { evidenceOf } from "./evidence.ts";

const MAX_NAMED = 5;
const MAX_EVIDENCE = 3;

/** What was looked at. */
export interface Judgement extends Looks {
  /** Whether 429 is what is looked at; everywhere else a limit is only in the way. */
  readonly isAboutLimits?: boolean;
  /** Whether each answer is judged by itself, whatever the others are: a busy one spoils no other. */
  readonly isEachAlone?: boolean;
}

/**
 * The finding of a probe that looks at many things: a fault in one is a fail, nothing looked at is
 * no pass. What a limit or a busy target answered is left out, and named.
 * @throws {BlockedError} when nothing could be looked at.
 */
export const judge = (judgement: Judgement): Finding => {
  const { of, wanted, isAboutLimits = false, isEachAlone = false } = judgement;
  const isInTheWay = ({ answer }: Fault): boolean =>
    answer !== undefined && (isBusy(answer) || (!isAboutLimits && answer.status === 429));
  const unjudged = judgement.faults.filter(isInTheWay);
  const faults = judgement.faults.filter((fault) => !isInTheWay(fault));
  const leftOut = [...(judgement.leftOut ?? []), ...unjudged.map(({ what }) => what)];
  const checked = judgement.checked - unjudged.length;
  const aside = leftOut.length === 0 ? "" : `; left out: ${leftOut.slice(0, MAX_NAMED).join(", ")}`;
  if (faults.length > 0) {
    const named = faults.slice(0, MAX_NAMED).map(({ what }) => what);
    const more = faults.length > MAX_NAMED ? ` and ${faults.length - MAX_NAMED} more` : "";
    const shown = faults.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
    return {
      verdict: "fail",
      measured: `${faults.length} faults in ${checked} ${of}: ${named.join("; ")}${more}${aside}`,
      wanted,
      evidence: shown.slice(0, MAX_EVIDENCE).map(evidenceOf),
      isEachAlone,
    };
  }
  if (checked <= 0) throw new BlockedError(`nothing could be looked at${aside}`);
  return { verdict: "pass", measured: `${checked} ${of}${aside}`, wanted };
};
