import type { Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { leakIn } from "../../support/problems.ts";
import { askAllClasses, HTML, unknownPath } from "../../support/replies.ts";
import type { Ask, Target } from "../../target.ts";

/** Requests that make careless services say what they are made of. */
const awkward = (target: Target): readonly (readonly [string, Ask])[] => [
  ["/%00", {}],
  ["/%c0%ae%c0%ae/", {}],
  ["/'%20OR%201=1--", {}],
  ["/?id=1'%22%3B--", {}],
  [`/${"a".repeat(4_000)}`, {}],
  ["/health?%ff=%fe", {}],
  [unknownPath(target), { method: "POST", body: "{", headers: { "Content-Type": "text/plain" } }],
  [unknownPath(target), { headers: { ...HTML, Cookie: `__Host-plinth=${"'".repeat(64)}` } }],
  [unknownPath(target), { headers: { Authorization: "Bearer {}.{}.{}" } }],
  ...(findOperation(target, "GET /api/v1/auth/me") === undefined
    ? []
    : [["/api/v1/auth/me", { headers: { Authorization: "Bearer e30.e30.e30" } }] as const]),
];

/** ERR-05 */
export const nothingInternal: Probe = {
  id: "nothing-internal",
  claim: "No error tells of stack, SQL, file paths or libraries",
  requirements: ["ERR-05", "ERR-08"],
  standard: "OWASP ASVS 5 V16.5.1; CWE-209",
  owasp: "A04",
  severity: "high",
  depth: "look",
  remedy:
    "Answer unexpected faults with the one 500 problem and write the cause to the log under its request id.",
  sabotage: "leak-stack",
  run: async (target) => {
    const answers = (await askAllClasses(target)).map(({ answer }) => answer);
    for (const [path, ask] of awkward(target)) answers.push(await target.ask(path, ask));
    const errors = answers.filter(({ status }) => status >= 400);
    const faults = errors.flatMap((answer) => {
      const leak = leakIn(answer.text);
      const name = `${answer.asked.method} ${answer.asked.path.slice(0, 60)}`;
      return [
        ...(leak === undefined ? [] : [{ what: `${name} tells ${leak}`, answer }]),
        ...(answer.status >= 500 && answer.status !== 501
          ? [{ what: `${name} answers ${answer.status}`, answer }]
          : []),
      ];
    });
    return judge({ faults, checked: errors.length, of: "errors", wanted: "4xx that tell nothing" });
  },
};
