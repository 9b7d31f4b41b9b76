import { BlockedError, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { smallestLimit, useUp } from "../../support/signals/limits.ts";

/** RL-07, RL-08 */
export const limitsApart: Probe = {
  id: "limits-apart",
  claim: "Whoever uses up a limit by address takes nothing from other addresses",
  requirements: ["RL-07", "RL-08", "RL-09"],
  standard: "OWASP ASVS 5 V2.4.1",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy:
    "Declare the proxies in front of the service in TRUSTED_PROXIES, so that clients are told apart.",
  sabotage: "one-bucket-for-all",
  run: async (target) => {
    const small = smallestLimit(target, "address");
    if (small === undefined)
      return undocumented(target, "no document names a small limit by address");
    if (!target.hasVisitors) return notApplicable("from here the target sees one address only");
    const greedy = target.visitor();
    const answers = await useUp(small, small.limit + 1, () => greedy);
    if (answers.at(-1)?.status !== 429) throw new BlockedError("the limit does not refuse at all");
    const other = await target.visitor().ask(small.path, small.ask);
    const faults =
      other.status === 429 ? [{ what: "another address gets 429", answer: other }] : [];
    const of = `calls of ${small.operation.name} from two addresses`;
    return judge({
      isAboutLimits: true,
      faults,
      checked: answers.length + 1,
      of,
      wanted: "no 429 for the second",
    });
  },
};
