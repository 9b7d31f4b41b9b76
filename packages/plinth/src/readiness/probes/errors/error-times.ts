import { type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { NO_PROBLEMS, problemFaults, problemOf } from "../../support/problems.ts";
import { unknownPath } from "../../support/replies.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;
/** Clocks of two machines; on one machine there is no difference. */
const TOLERANCE_MS = { local: 1_000, remote: 60_000 };
const SAMPLES = 3;

/** ERR-07 */
export const errorTimes: Probe = {
  id: "error-times",
  claim: "Errors say in UTC when they happened",
  requirements: ["ERR-07"],
  standard: "RFC 3339; OWASP ASVS 5 V16.2.2",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Stamp problem documents with the clock at the moment of the answer, as ISO 8601 in UTC.",
  sabotage: "stale-error-times",
  run: async (target) => {
    const tolerance = target.isLocal ? TOLERANCE_MS.local : TOLERANCE_MS.remote;
    const faults = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const before = target.clock.now();
      const answer = await target.ask(unknownPath(target));
      const after = target.clock.now();
      if (isStranger(target) && problemFaults(answer).length > 0) {
        return undocumented(target, NO_PROBLEMS);
      }
      const text = problemOf(answer).timestamp ?? "nothing";
      const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
      const isTrue = time >= before - tolerance && time <= after + tolerance;
      if (!isTrue) faults.push({ what: `timestamp is ${text}`, answer });
    }
    const wanted = `ISO 8601 in UTC, at most ${tolerance / 1_000} s off`;
    return judge({ faults, checked: SAMPLES, of: "errors", wanted });
  },
};
