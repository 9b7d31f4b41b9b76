import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";

/** Forms that nothing but a secret has; keys that providers mean to be public are not among them. */
const SECRETS: readonly (readonly [name: string, form: RegExp])[] = [
  [
    "a private key",
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s{0,4}[\w+/]{20}/,
  ],
  ["an AWS key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a GitHub token", /\b(?:gh[pousr]_\w{36}|github_pat_\w{60,90})\b/],
  ["a GitLab token", /\bglpat-[\w-]{20}\b/],
  ["a Slack token", /\bxox[abprs]-\d{8,14}-[\w-]{10,80}/],
  ["a Stripe key", /\b(?:sk|rk)_live_\w{20,100}\b/],
  ["an OpenAI key", /\bsk-(?:proj-)?[A-Za-z0-9]{40}/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  [
    "a database address with a password",
    /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp):\/\/[^\s:@/"'<]{1,60}:[^\s:@/"'<]{3,100}@/,
  ],
];

/** Longest text that is searched. */
const MAX_TEXT = 1_000_000;

/** CFG-04 */
export const secretsInPages: Probe = {
  id: "secrets-in-pages",
  claim: "No page and no script of it holds a private key, a token or a password of the service",
  requirements: ["CFG-04", "ERR-05"],
  standard: "OWASP ASVS 5 V13.3.1; CWE-540",
  owasp: "A02",
  severity: "critical",
  depth: "look",
  remedy:
    "Revoke the secret, then keep it on the server: read it from a variable or file at start.",
  sabotage: "secret-in-script",
  run: async (target) => {
    const { pages, scripts } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const answers = [...pages, ...scripts];
    // The answer itself is not shown: a report is read by more people than the page should be.
    const faults = answers.flatMap((answer) =>
      SECRETS.filter(([, form]) => form.test(answer.text.slice(0, MAX_TEXT))).map(([name]) => ({
        what: `${nameOf(answer)} holds ${name}`,
      })),
    );
    return judge({ faults, checked: answers.length, of: "pages and scripts", wanted: "no secret" });
  },
};
