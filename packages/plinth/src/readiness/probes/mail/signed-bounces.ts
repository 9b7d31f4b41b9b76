import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";

const PATH = "/api/v1/mail/bounces";
const MADE_UP = "0".repeat(64);

/** Signatures that nobody made who knows the secret; undefined for none at all. */
const forgeries = (now: number): readonly (string | undefined)[] => {
  const seconds = Math.floor(now / 1_000);
  return [undefined, `t=${seconds},v1=${MADE_UP}`, `t=${seconds - 3_600},v1=${MADE_UP}`, "t=,v1="];
};

/** ID-15 */
export const signedBounces: Probe = {
  id: "signed-bounces",
  claim: "Nobody stops somebody else's mail by reporting a bounce that was none",
  requirements: ["ID-15"],
  standard: "OWASP ASVS 5 V2.3; OWASP A08:2021; CWE-345",
  owasp: "A08",
  severity: "high",
  depth: "touch",
  remedy: "Keep the check of Mail-Signature before everything else; set MAIL_BOUNCE_SECRET.",
  sabotage: "believe-bounces",
  run: async (target) => {
    if (findOperation(target, `POST ${PATH}`) === undefined) {
      return undocumented(target, "the target documents no reports of bounces");
    }
    // Even where it is believed it stops nobody's mail.
    const address = `${target.unique("bounced").replaceAll(/[^a-z0-9]/gi, "")}@example.invalid`;
    const faults: Fault[] = [];
    const signatures = forgeries(Date.now());
    for (const signature of signatures) {
      const answer = await target.visitor().ask(PATH, {
        method: "POST",
        ...(signature === undefined ? {} : { headers: { "Mail-Signature": signature } }),
        body: { events: [{ address, type: "bounce" }] },
      });
      if (answer.status !== 403) faults.push({ what: `got ${answer.status}`, answer });
    }
    return judge({
      faults,
      checked: signatures.length,
      of: "forged reports",
      wanted: "403 for each",
    });
  },
};
