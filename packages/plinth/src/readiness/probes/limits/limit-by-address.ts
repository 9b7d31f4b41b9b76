import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { announcedBy, smallestLimit, useUp } from "../../support/signals/limits.ts";

/** POL-07, RL-01 */
export const limitByAddress: Probe = {
  id: "limit-by-address",
  claim: "A limit by address admits exactly as many calls as it says, and refuses the next",
  requirements: ["POL-07", "RL-01", "RL-02", "RL-12", "P-065"],
  standard: "OWASP ASVS 5 V2.4.1; RFC 6585 section 4; OWASP API4:2023",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Keep the throttle in its place; declare `limit` of the route.",
  sabotage: "skip-throttle",
  run: async (target) => {
    const small = smallestLimit(target, "address");
    if (small === undefined)
      return undocumented(target, "no document names a small limit by address");
    const { limit, seconds, operation } = small;
    const visitor = target.visitor();
    const first = announcedBy(await visitor.ask(small.path, { ...small.ask, isPatient: true }));
    // Others may share the address where visitors have none of their own.
    const left = target.hasVisitors ? limit - 1 : Math.min(first?.remaining ?? limit, limit - 1);
    const answers = await useUp(small, limit + 1, () => visitor);
    const admitted = answers.filter(({ status }) => status !== 429).length;
    const last = answers.at(-1);
    const faults: Fault[] = [];
    if (admitted !== left) {
      faults.push({
        what: `${1 + admitted} calls were admitted, not ${1 + left}`,
        ...(last && { answer: last }),
      });
    }
    const wait = Number(last?.headers.get("retry-after"));
    if (last?.status === 429 && !(wait >= 1 && wait <= Math.max(seconds, 86_400))) {
      faults.push({ what: `Retry-After is ${last.headers.get("retry-after")}`, answer: last });
    }
    if (last?.status === 429 && announcedBy(last)?.remaining !== 0) {
      faults.push({ what: "the refusal announces budget that is not there", answer: last });
    }
    const of = `calls of ${operation.name} (limit ${limit} in ${seconds} s)`;
    const wanted = `${left + 1} admitted, then 429 with Retry-After`;
    return judge({ isAboutLimits: true, faults, checked: 1 + answers.length, of, wanted });
  },
};
