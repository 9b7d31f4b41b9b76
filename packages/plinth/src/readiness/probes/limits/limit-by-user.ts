import { type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS, signIn, signUp } from "../../support/people.ts";
import { smallestLimit, useUp } from "../../support/signals/limits.ts";

/** RL-09 */
export const limitByUser: Probe = {
  id: "limit-by-user",
  claim: "A limit by user holds whatever address the user comes from, and for that user only",
  requirements: ["POL-07", "RL-09", "P-065"],
  standard: "OWASP ASVS 5 V2.4.1; OWASP API4:2023",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Keep the throttle's second stage (meter) after the authorize stage.",
  sabotage: "skip-meter",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const small = smallestLimit(target, "user");
    if (small === undefined) return undocumented(target, "no document names a small limit by user");
    const { limit, operation } = small;
    // Shared people may have used up some of the limit before.
    const person = await signIn(target, await signUp(target));
    const other = await createPerson(target);
    const as = (bearer: string) => ({ ...small.ask, headers: { Authorization: bearer } });
    const own = { path: small.path, ask: as(person.bearer) };
    const answers = await useUp(own, limit + 2, () => target.visitor());
    const admitted = answers.filter(({ status }) => status !== 429).length;
    const theirs = await target.ask(small.path, as(other.bearer));
    const last = answers.at(-1);
    const faults = [
      ...(admitted === limit
        ? []
        : [
            {
              what: `${admitted} calls were admitted, not ${limit}`,
              ...(last && { answer: last }),
            },
          ]),
      ...(theirs.status === 429 ? [{ what: "another user is refused too", answer: theirs }] : []),
    ];
    const of = `calls of ${operation.name} by a user from several addresses`;
    return judge({
      isAboutLimits: true,
      faults,
      checked: answers.length + 1,
      of,
      wanted: `${limit}, then 429`,
    });
  },
};
