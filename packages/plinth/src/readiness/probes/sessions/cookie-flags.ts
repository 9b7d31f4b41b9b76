import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { sessionCookieOf } from "../../support/operations.ts";
import {
  cookieSet,
  createOwnSession,
  csrfTokenOf,
  hasAccounts,
  NO_ACCOUNTS,
} from "../../support/people.ts";

/** 128 bits in base64url. */
const LEAST_LENGTH = 22;

const flagFaults = (cookie: string): readonly string[] => {
  const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim());
  const name = pair.split("=")[0] ?? "";
  const flags = attributes.map((attribute) => attribute.toLowerCase());
  return [
    ...(flags.includes("httponly") ? [] : [`${name} has no HttpOnly`]),
    ...(flags.includes("secure") ? [] : [`${name} has no Secure`]),
    ...(flags.some((flag) => /^samesite=(?:lax|strict)$/.test(flag))
      ? []
      : [`${name} has no SameSite=Lax or Strict`]),
    ...(flags.includes("path=/") ? [] : [`${name} has no Path=/`]),
    ...(flags.some((flag) => flag.startsWith("domain=")) ? [`${name} is for a whole domain`] : []),
    ...(name.startsWith("__Host-") ? [] : [`${name} has no prefix __Host-`]),
  ];
};

/** SES-02, WEB-13, P-046 */
export const cookieFlags: Probe = {
  id: "cookie-flags",
  claim:
    "Every cookie of signing in and out is out of reach of scripts, plain HTTP and other sites",
  requirements: ["SES-02", "WEB-13", "P-046"],
  standard: "OWASP ASVS 5 V3.3.1 to V3.3.4; RFC 6265bis",
  owasp: "A05",
  severity: "high",
  depth: "touch",
  remedy: "Set and clear cookies with setCookie and clearCookie and the same options.",
  sabotage: "readable-cookies",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const person = await createOwnSession(target);
    const signedOut = await target.ask("/api/v1/auth/signout", {
      method: "POST",
      headers: { Cookie: person.cookie, "X-CSRF-Token": await csrfTokenOf(target, person) },
    });
    const answers = [person.signedIn, signedOut];
    const faults: Fault[] = answers.flatMap((answer) =>
      answer.cookies.flatMap((cookie) => flagFaults(cookie).map((what) => ({ what, answer }))),
    );
    const session = cookieSet(person.signedIn, sessionCookieOf(target) ?? "");
    if ((session ?? "").length < LEAST_LENGTH) {
      faults.push({ what: "the session cookie has less than 128 bits", answer: person.signedIn });
    }
    const checked = answers.flatMap(({ cookies }) => cookies).length;
    const wanted = "__Host-, Secure, HttpOnly, SameSite, Path=/, no Domain";
    return judge({ faults, checked, of: "cookies", wanted });
  },
};
