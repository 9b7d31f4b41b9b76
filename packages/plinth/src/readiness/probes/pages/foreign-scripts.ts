import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { type Attributes, tagsOf } from "../../support/pages/html.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";
import type { Answer, Target } from "../../target.ts";

/** Whether a file comes from another registrable place; sister hosts are the owner's own. */
const isForeign = (address: string, { url }: Target): boolean => {
  if (!/^(?:https?:)?\/\//i.test(address) || !URL.canParse(address, url)) return false;
  const own = new URL(url).hostname.split(".").slice(-2).join(".");
  const { hostname } = new URL(address, url);
  return hostname !== own && !hostname.endsWith(`.${own}`);
};

const loadedBy = ({ text }: Answer): readonly (readonly [string, Attributes])[] => [
  ...tagsOf(text, "script").map((tag) => [tag.get("src") ?? "", tag] as const),
  ...tagsOf(text, "link")
    .filter((tag) => /\bstylesheet\b/i.test(tag.get("rel") ?? ""))
    .map((tag) => [tag.get("href") ?? "", tag] as const),
];

const isPinned = (tag: Attributes): boolean =>
  /sha(?:256|384|512)-/.test(tag.get("integrity") ?? "");

/** WEB-04 */
export const foreignScripts: Probe = {
  id: "foreign-scripts",
  claim: "Scripts and styles from other hosts are pinned to what they were when they were chosen",
  requirements: ["WEB-04"],
  standard: "OWASP ASVS 5 V3.6.1; W3C Subresource Integrity",
  owasp: "A08",
  severity: "medium",
  depth: "look",
  remedy:
    'Serve the file yourself, or add integrity="sha384-…" crossorigin="anonymous" to its tag.',
  sabotage: "load-unpinned-script",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) =>
      loadedBy(answer)
        .filter(([address, tag]) => isForeign(address, target) && !isPinned(tag))
        .map(([address]) => ({ what: `${nameOf(answer)} loads ${address.slice(0, 100)}`, answer })),
    );
    return judge({ faults, checked: pages.length, of: "pages", wanted: "integrity on each" });
  },
};
