import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { tagsOf } from "../../support/pages/html.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";

/** What is wrong with the forms of a page that ask for a password. */
const faultsIn = (html: string): readonly string[] =>
  html
    .split(/(?=<form[\s>])/i)
    .slice(1)
    .flatMap((text) => {
      const [form] = tagsOf(text, "form");
      const fields = tagsOf(text.split(/<\/form/i)[0] ?? "", "input");
      const isSecret = fields.some((field) => field.get("type")?.toLowerCase() === "password");
      // Forms that a script sends have no method of their own to judge.
      const method = (form?.get("method") ?? "").toLowerCase();
      return isSecret && method === "get" ? ["a password goes into the address (GET)"] : [];
    });

/** OWASP ASVS V14.2.1 */
export const formsWithSecrets: Probe = {
  id: "forms-with-secrets",
  claim: "No form writes a password into an address, where logs and histories keep it",
  requirements: ["WEB-03"],
  standard: "OWASP ASVS 5 V14.2.1; CWE-598",
  owasp: "A04",
  severity: "high",
  depth: "look",
  remedy: 'Write method="post" into every form with a password field.',
  sabotage: "password-by-get",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) =>
      faultsIn(answer.text).map((what) => ({ what: `${nameOf(answer)}: ${what}`, answer })),
    );
    return judge({
      faults,
      checked: pages.length,
      of: "pages",
      wanted: "no password in an address",
    });
  },
};
