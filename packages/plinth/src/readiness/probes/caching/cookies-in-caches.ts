import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, operationsOf } from "../../support/operations.ts";
import { createOwnSession, csrfTokenOf, hasAccounts } from "../../support/people.ts";
import type { Answer, Target } from "../../target.ts";

const SIGN_OUT = "/api/v1/auth/signout";
const MOST = 15;

/** Answers that give or take cookies, where the target lets accounts be made. */
const answersToPeople = async (target: Target): Promise<readonly Answer[]> => {
  if (!hasAccounts(target)) return [];
  const person = await createOwnSession(target);
  const token = await csrfTokenOf(target, person);
  const headers = { Cookie: person.cookie, "X-CSRF-Token": token };
  return [person.signedIn, await target.ask(SIGN_OUT, { method: "POST", headers })];
};

/** CACHE-04 */
export const cookiesInCaches: Probe = {
  id: "cookies-in-caches",
  claim: "No answer that sets a cookie may be kept by a cache that many share",
  requirements: ["CACHE-04", "SES-01"],
  standard: "RFC 9111 section 7.3; RFC 6265 section 3; OWASP ASVS 5 V14.3.2; CWE-524",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Send Cache-Control: no-store with every answer that has Set-Cookie.",
  sabotage: "keep-cookies",
  run: async (target) => {
    const open = operationsOf(target)
      .filter(
        (operation) =>
          isReading(operation) &&
          operation.policy.access.kind === "public" &&
          !operation.path.includes("{") &&
          !operation.parameters.some((parameter) => parameter.required === true),
      )
      .slice(0, MOST)
      .map(({ path }) => path);
    const answers: Answer[] = [...(await answersToPeople(target))];
    for (const path of new Set(["/", ...open])) answers.push(await target.visitor().ask(path));
    const faults = answers.flatMap((answer): Fault[] => {
      const rule = answer.headers.get("cache-control") ?? "";
      const isKept = answer.cookies.length > 0 && !/no-store|private/.test(rule);
      return isKept
        ? [{ what: `${answer.asked.path} sets a cookie with Cache-Control "${rule}"`, answer }]
        : [];
    });
    const wanted = "no-store or private wherever there is Set-Cookie";
    return judge({ faults, checked: answers.length, of: "answers", wanted });
  },
};
