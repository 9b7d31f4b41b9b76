import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, type Operation, operationsOf } from "../../support/operations.ts";
import { announcedBy } from "../../support/signals/limits.ts";
import type { Answer, Target } from "../../target.ts";

const ENOUGH = 6;

/** Windows as text, to compare what is announced with what is documented. */
const documented = ({ policy }: Operation): readonly string[] =>
  policy.limits.flatMap((rule) =>
    rule.windows.map(({ limit, seconds }) => `q=${limit};w=${seconds}`),
  );

const compare = (operation: Operation, first: Answer, second: Answer, target: Target): Fault[] => {
  const policy = first.headers.get("ratelimit-policy") ?? "";
  const missing = documented(operation).filter((window) => !policy.includes(window));
  const before = announcedBy(first)?.remaining;
  const after = announcedBy(second)?.remaining;
  const largest = Math.max(
    ...operation.policy.limits.flatMap((rule) => rule.windows).map((window) => window.limit),
  );
  const isTrue =
    before !== undefined &&
    after !== undefined &&
    before < largest &&
    (target.hasVisitors ? after === before - 1 : after < before);
  return [
    ...missing.map((window) => ({
      what: `${operation.name}: RateLimit-Policy lacks ${window}`,
      answer: first,
    })),
    ...(isTrue
      ? []
      : [
          {
            what: `${operation.name}: ${before ?? "nothing"} left, then ${after ?? "nothing"}`,
            answer: second,
          },
        ]),
  ];
};

/** RL-12 */
export const limitsAnnounced: Probe = {
  id: "limits-announced",
  claim: "Answers announce the documented limits, and what is left of them, call by call",
  requirements: ["RL-12", "POL-05"],
  standard: "OWASP ASVS 5 V2.4.1; draft-ietf-httpapi-ratelimit-headers",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Send RateLimit-Policy and RateLimit from the limiter's own decision (createThrottle).",
  sabotage: "lie-about-limits",
  run: async (target) => {
    const limited = operationsOf(target).filter(
      (operation) =>
        isReading(operation) &&
        !isGuarded(operation) &&
        operation.parameters.length === 0 &&
        operation.policy.limits.some(({ by }) => by === "address"),
    );
    if (limited.length === 0)
      return undocumented(target, "no document names a limited public address");
    const faults: Fault[] = [];
    const looked = limited.slice(0, ENOUGH);
    for (const operation of looked) {
      const visitor = target.visitor();
      const first = await visitor.ask(operation.path);
      faults.push(...compare(operation, first, await visitor.ask(operation.path), target));
    }
    const wanted = "the documented windows, and one less after each call";
    return judge({ isAboutLimits: true, faults, checked: looked.length, of: "operations", wanted });
  },
};
