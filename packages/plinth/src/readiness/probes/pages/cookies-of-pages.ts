import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";
import type { Answer, Target } from "../../target.ts";

/** Names under which frameworks keep what a session is known by. */
const SESSION =
  /^(?:__(?:Host|Secure)-)?(?:.{0,40}sess(?:ion)?(?:[-_.]?id)?|connect\.sid|PHPSESSID|JSESSIONID|ASP\.NET_SessionId|sid|auth(?:[-_]?token)?|remember_\w{1,80}|wordpress_\w{1,80})$/i;
/** What browsers keep of a cookie at most. */
const MAX_BYTES = 4_096;

const faultsOf = (cookie: string, { isHttps }: Target): readonly string[] => {
  const [pair = "", ...rest] = cookie.split(";").map((part) => part.trim());
  const name = pair.split("=")[0] ?? "";
  const flags = new Map(
    rest.map((part) => {
      const [key = "", value = ""] = part.split("=");
      return [key.toLowerCase(), value.toLowerCase()];
    }),
  );
  const isSession = SESSION.test(name);
  const isHost = name.startsWith("__Host-");
  const isHostRight = flags.has("secure") && flags.get("path") === "/" && !flags.has("domain");
  return [
    ...(isHttps && !flags.has("secure") ? [`${name} has no Secure`] : []),
    ...(isSession && !flags.has("httponly") ? [`${name} has no HttpOnly`] : []),
    ...(isSession && !["lax", "strict"].includes(flags.get("samesite") ?? "")
      ? [`${name} has no SameSite=Lax or Strict`]
      : []),
    ...(flags.get("samesite") === "none" && !flags.has("secure")
      ? [`${name} has SameSite=None and no Secure`]
      : []),
    ...(isHost && !isHostRight
      ? [`browsers drop ${name}: its prefix promises what is not so`]
      : []),
    ...(Buffer.byteLength(pair) > MAX_BYTES ? [`${name} is larger than ${MAX_BYTES} bytes`] : []),
  ];
};

const inAnswer = (answer: Answer, target: Target) =>
  answer.cookies.flatMap((cookie) =>
    faultsOf(cookie, target).map((what) => ({ what: `${nameOf(answer)}: ${what}`, answer })),
  );

/** WEB-13 */
export const cookiesOfPages: Probe = {
  id: "cookies-of-pages",
  claim: "Cookies that pages give to strangers are as well kept from scripts and other sites",
  requirements: ["WEB-13", "SES-02"],
  standard: "OWASP ASVS 5 V3.3.1 to V3.3.5; RFC 6265bis",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy: "Set cookies as __Host-name=…; Secure; HttpOnly; SameSite=Lax; Path=/.",
  sabotage: "careless-page-cookies",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) => inAnswer(answer, target));
    const count = pages.flatMap(({ cookies }) => cookies).length;
    const of = `pages with ${count} cookies`;
    return judge({ faults, checked: pages.length, of, wanted: "Secure, HttpOnly, SameSite" });
  },
};
