import { windowsFor } from "#policy";
import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readAll } from "../../support/schemas/read-all.ts";
import { NEWCOMER } from "../../support/signals/limits.ts";

/** RL-12 */
export const limitsToldToUsers: Probe = {
  id: "limits-told-to-users",
  claim: "Every route that can be read tells its caller the limits that the document names",
  requirements: ["RL-12", "POL-05", "TST-03"],
  standard: "OWASP ASVS 5 V2.4.1; draft-ietf-httpapi-ratelimit-headers",
  owasp: "none",
  severity: "info",
  depth: "touch",
  remedy: "Leave RateLimit-Policy to the throttle; strip it in no proxy.",
  sabotage: "silent-limit",
  run: async (target) => {
    const reads = await readAll(target);
    if (reads.length === 0) return undocumented(target, "no document names anything to read");
    const limited = reads.filter(({ operation }) => operation.policy.limits.length > 0);
    const faults: Fault[] = limited.flatMap(({ operation, answer }) => {
      const told = answer.headers.get("ratelimit-policy") ?? "";
      const missing = operation.policy.limits
        .filter(({ by }) => by === "address" || by === "user")
        .flatMap((rule) => windowsFor(rule, NEWCOMER))
        .find(({ limit, seconds }) => !told.includes(`;q=${limit};w=${seconds}`));
      if (missing === undefined) return [];
      const what = `${operation.name} does not tell ${missing.limit} in ${missing.seconds} s`;
      return [{ what, answer }];
    });
    const wanted = "each documented window in RateLimit-Policy";
    return judge({ isAboutLimits: true, faults, checked: limited.length, of: "reads", wanted });
  },
};
