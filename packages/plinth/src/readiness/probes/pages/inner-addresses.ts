import type { Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { nameOf, siteOf } from "../../support/pages/site.ts";
import { askAllClasses } from "../../support/replies.ts";
import type { Answer, Target } from "../../target.ts";

/** Addresses of private networks (RFC 1918, RFC 4193), and names that no public server has. */
const INNER = [
  /\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b/,
  /\bf[cd][0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f:]/i,
  /\.(?:svc\.cluster\.local|compute\.internal|ec2\.internal|corp|lan)\b/i,
] as const;

/** Fields in which proxies tell of what lies behind them; dates and policies hold no addresses. */
const FIELDS = /^(?:location|server|via|x-.*|content-location|link|set-cookie|warning|refresh)$/;

const innerIn = (answer: Answer, { url }: Target): string | undefined => {
  // Whoever audits a private address knows it already.
  const own = new URL(url).hostname;
  const told = answer.headerLines
    .filter(([name]) => FIELDS.test(name) && name !== "x-request-id")
    .map(
      ([name, value]) =>
        [
          name,
          INNER.find((form) => form.test(value)) === undefined ? undefined : value.slice(0, 100),
        ] as const,
    )
    .find(([, found]) => found !== undefined && !found.includes(own));
  return told === undefined ? undefined : `${told[0]}: ${told[1]}`;
};

/** OWASP ASVS V13.4.6 */
export const innerAddresses: Probe = {
  id: "inner-addresses",
  claim: "No header tells of addresses and names inside the network of the service",
  requirements: ["ERR-05", "WEB-01"],
  standard: "OWASP ASVS 5 V13.4.6; CWE-497",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy:
    "Remove the field in the proxy (proxy_hide_header X-Backend-Server;), and redirect to paths.",
  sabotage: "tell-inner-address",
  run: async (target) => {
    const { pages } = await siteOf(target);
    const others = (await askAllClasses(target)).map(({ answer }) => answer);
    const answers = [...pages, ...others];
    const faults = answers.flatMap((answer) => {
      const what = innerIn(answer, target);
      return what === undefined ? [] : [{ what: `${nameOf(answer)}: ${what}`, answer }];
    });
    return judge({ faults, checked: answers.length, of: "answers", wanted: "nothing inner" });
  },
};
