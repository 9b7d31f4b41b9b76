import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML } from "../../support/replies.ts";
import type { Answer, Target } from "../../target.ts";

const AWAY = "attacker.example";
const NAMES = ["next", "url", "redirect", "return_to", "continue"];
const PATHS = ["/", "/sign-in", "/login", "/api/v1/auth/signin"];
const TRICKS = [`//${AWAY}/`, `//${AWAY}/%2e%2e`, `/%5c${AWAY}`, `/%2f%2f${AWAY}`, `/.${AWAY}`];

const leadsAway = (answer: Answer, { url }: Target): boolean => {
  const location = answer.headers.get("location");
  if (location === undefined || !URL.canParse(location, url)) return false;
  return new URL(location, url).hostname.endsWith(AWAY);
};

/** ID-20 */
export const openRedirects: Probe = {
  id: "open-redirects",
  claim: "No link to this service leads on to an address of somebody else's choice",
  requirements: ["ID-20"],
  standard: "OWASP ASVS 5 V3.7.2; CWE-601",
  owasp: "A01",
  severity: "medium",
  depth: "look",
  remedy: "Redirect only to own paths, which begin with one slash and name no host.",
  sabotage: "follow-next",
  run: async (target) => {
    const query = NAMES.map((name) => `${name}=https%3A%2F%2F${AWAY}%2F`).join("&");
    const paths = [...PATHS.map((path) => `${path}?${query}`), ...TRICKS];
    const faults: Fault[] = [];
    for (const path of paths) {
      const answer = await target.ask(path, { headers: HTML });
      if (leadsAway(answer, target)) faults.push({ what: `${path} leads away`, answer });
    }
    return judge({ faults, checked: paths.length, of: "links", wanted: "no foreign Location" });
  },
};
