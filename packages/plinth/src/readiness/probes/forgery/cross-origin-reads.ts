import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf, pathOf } from "../../support/operations.ts";
import type { Answer, Target } from "../../target.ts";

/** Origins that careless comparisons take for this one. */
const originsFor = ({ url }: Target): readonly string[] => {
  const { protocol, hostname, host } = new URL(url);
  return [
    "https://attacker.example",
    "null",
    `${protocol}//${hostname}.attacker.example`,
    `${protocol}//attacker-${hostname}`,
    `${protocol}//attacker.example/?${host}`,
    `${protocol === "http:" ? "https" : "http"}://${hostname}.`,
  ];
};

const grants = ({ headers }: Answer, origin: string): boolean => {
  const allowed = headers.get("access-control-allow-origin");
  const withCredentials = headers.get("access-control-allow-credentials") === "true";
  return allowed === origin || (allowed === "*" && withCredentials);
};

/** WEB-06, P-096 */
export const crossOriginReads: Probe = {
  id: "cross-origin-reads",
  claim:
    "Pages of other sites cannot read answers: unknown, null and lookalike origins get nothing",
  requirements: ["WEB-06", "P-096"],
  standard: "OWASP ASVS 5 V3.4.2; Fetch standard, CORS protocol",
  owasp: "A05",
  severity: "high",
  depth: "look",
  remedy: "List the origins in ALLOWED_ORIGINS and compare them whole (createCors).",
  sabotage: "reflect-any-origin",
  run: async (target) => {
    const operations = operationsOf(target).filter(isReading);
    const chosen = [operations.find(isGuarded), operations.find((one) => !isGuarded(one))];
    const paths = [
      "/",
      ...chosen.flatMap((one) => (one === undefined ? [] : [pathOf(one, target)])),
    ];
    const faults: Fault[] = [];
    let checked = 0;
    for (const path of paths) {
      for (const origin of originsFor(target)) {
        const preflight = { Origin: origin, "Access-Control-Request-Method": "POST" };
        const answers = [
          await target.ask(path, { headers: { Origin: origin } }),
          await target.ask(path, { method: "OPTIONS", headers: preflight }),
        ];
        checked += answers.length;
        for (const answer of answers.filter((one) => grants(one, origin))) {
          faults.push({ what: `${answer.asked.method} ${path} lets ${origin} read`, answer });
        }
      }
    }
    return judge({ faults, checked, of: "answers to foreign origins", wanted: "no grant" });
  },
};
