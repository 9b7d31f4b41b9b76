import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { hasAccounts, NO_ACCOUNTS, trySignIn } from "../../support/people.ts";
import { SAMPLE_PASSWORD } from "../../support/samples.ts";
import { inspectedParameters } from "../../support/signals/inspected.ts";
import { readMetrics, sumOf } from "../../support/signals/metrics-text.ts";
import type { Answer, Target } from "../../target.ts";

const COUNTER = "plinth_security_events_total";
const ATTACK = '"><svg onload=alert(1)>';

const readCounts = async (target: Target) => {
  const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
  const { series } = readMetrics(answer.text);
  return { answer, of: (name: string) => sumOf(series, COUNTER, `name="${name}"`) };
};

/** What refuses, by the name of the event that must follow; none where the target has no such thing. */
const refusals = (target: Target): ReadonlyMap<string, () => Promise<Answer>> => {
  const [parameter] = inspectedParameters(target);
  const stranger = { email: `${target.unique("nobody")}@example.com`, password: SAMPLE_PASSWORD };
  return new Map([
    ["signin.failed", () => trySignIn(target, stranger)],
    ...(parameter === undefined
      ? []
      : ([
          ["inspection.blocked", () => target.visitor().ask(parameter.pathWith(ATTACK, target))],
        ] as const)),
  ]);
};

/** LOG-03 */
export const refusalsNoted: Probe = {
  id: "refusals-noted",
  claim: "A refused sign-in and a blocked attack are each noted as a security event at once",
  requirements: ["LOG-03", "VAL-16"],
  standard: "OWASP ASVS 5 V16.3.1, V16.3.3; OWASP A09:2021",
  owasp: "A09",
  severity: "high",
  depth: "touch",
  remedy: "Add the module security-events; let each refusal emit its event of the catalogue.",
  sabotage: "unheard-refusals",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    if (findOperation(target, "GET /api/v1/admin/security-events") === undefined) {
      return undocumented(target, "the target documents no security events");
    }
    const first = await readCounts(target);
    if ([401, 403, 404].includes(first.answer.status)) {
      return notApplicable(`/metrics answers ${first.answer.status} here`);
    }
    const faults: Fault[] = [];
    const wanted = refusals(target);
    for (const [name, refuse] of wanted) {
      const before = (await readCounts(target)).of(name);
      const answer = await refuse();
      const by = (await readCounts(target)).of(name) - before;
      if (answer.status < 400) faults.push({ what: `${name}: got ${answer.status}`, answer });
      // Others may be refused at the same time; none at all nobody can explain.
      else if (!(by >= 1)) faults.push({ what: `${name} rose by ${by}`, answer });
    }
    return judge({ faults, checked: wanted.size, of: "refusals", wanted: "an event for each" });
  },
};
