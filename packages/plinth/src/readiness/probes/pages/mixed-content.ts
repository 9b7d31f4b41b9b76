import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { tagsOf } from "../../support/pages/html.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";
import type { Target } from "../../target.ts";

/** What a page runs or shows as its own, and the attribute that says whence. */
const LOADED = [
  ["script", "src"],
  ["iframe", "src"],
  ["link", "href"],
  ["form", "action"],
  ["object", "data"],
] as const;

/** Whether an address is reached without encryption; the audited service itself is no foreign place. */
const isPlain = (address: string, { url }: Target): boolean =>
  /^http:\/\//i.test(address) &&
  URL.canParse(address) &&
  new URL(address).origin !== new URL(url).origin;

const plainIn = (html: string, target: Target): readonly string[] =>
  LOADED.flatMap(([name, attribute]) =>
    tagsOf(html, name)
      // Links that only tell of another address load nothing.
      .filter(
        (tag) => name !== "link" || /stylesheet|preload|icon|manifest/.test(tag.get("rel") ?? ""),
      )
      .map((tag) => tag.get(attribute) ?? "")
      .filter((address) => isPlain(address, target))
      .map((address) => `${name} of ${address.slice(0, 100)}`),
  );

/** WEB-02 */
export const mixedContent: Probe = {
  id: "mixed-content",
  claim: "No page loads scripts, styles or frames, or sends forms, without encryption",
  requirements: ["WEB-02", "WEB-04"],
  standard: "OWASP ASVS 5 V12.2.1; W3C Mixed Content",
  owasp: "A02",
  severity: "medium",
  depth: "look",
  remedy:
    "Write https:// or own paths into src, href and action; upgrade-insecure-requests helps old pages.",
  sabotage: "load-over-http",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) =>
      plainIn(answer.text, target).map((what) => ({ what: `${nameOf(answer)}: ${what}`, answer })),
    );
    return judge({ faults, checked: pages.length, of: "pages", wanted: "https or own addresses" });
  },
};
