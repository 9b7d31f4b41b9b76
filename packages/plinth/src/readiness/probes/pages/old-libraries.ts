import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { tagsOf } from "../../support/pages/html.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";

interface Known {
  readonly name: string;
  /** How its file is named, without the version. */
  readonly file: RegExp;
  /** The first release without the weakness. */
  readonly fixed: readonly [number, number, number];
  readonly because: string;
}

/** Widely used libraries with a published weakness that pages bring to their visitors. */
const LIBRARIES: readonly Known[] = [
  { name: "jQuery", file: /^jquery$/, fixed: [3, 5, 0], because: "CVE-2020-11022" },
  { name: "jQuery UI", file: /^jquery-?ui$/, fixed: [1, 13, 2], because: "CVE-2022-31160" },
  {
    name: "Bootstrap",
    file: /^bootstrap(?:-bundle)?$/,
    fixed: [3, 4, 1],
    because: "CVE-2019-8331",
  },
  { name: "Lodash", file: /^lodash$/, fixed: [4, 17, 21], because: "CVE-2021-23337" },
  { name: "Moment", file: /^moment$/, fixed: [2, 29, 4], because: "CVE-2022-31129" },
  { name: "Handlebars", file: /^handlebars$/, fixed: [4, 7, 7], because: "CVE-2021-23369" },
  { name: "AngularJS", file: /^angular(?:js)?$/, fixed: [2, 0, 0], because: "no fixes since 2022" },
  { name: "DOMPurify", file: /^(?:dom)?purify$/, fixed: [2, 5, 4], because: "CVE-2024-45801" },
];

const VERSION = /^v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?$/;

/** "/js/jquery-1.8.3.min.js", "/jquery@1.8.3/…" or "…/jquery/1.8.3/jquery.min.js" as name and version. */
const readAddress = (address: string): readonly [name: string, version: string] | undefined => {
  const parts = (address.split(/[?#]/)[0] ?? "").toLowerCase().split("/").filter(Boolean);
  const file = parts.at(-1) ?? "";
  if (!file.endsWith(".js") || file.length > 80) return undefined;
  const words = file.split(/[-.@]/).filter((word) => !["js", "min", "slim", "pack"].includes(word));
  const digits = words.filter((word) => /^v?\d{1,3}$/.test(word));
  const name = words.filter((word) => !digits.includes(word)).join("-");
  if (digits.length >= 2) return [name, digits.join(".").replace("v", "")];
  const beside = parts.slice(0, -1).flatMap((part) => part.split("@").slice(-1));
  const version = beside.find((part) => VERSION.test(part));
  return version === undefined ? undefined : [name, version.replace("v", "")];
};

const isOlder = (version: string, fixed: Known["fixed"]): boolean => {
  const parts = version.split(".").map(Number);
  const at = fixed.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at !== -1 && (parts[at] ?? 0) < (fixed[at] ?? 0);
};

const weaknessOf = (address: string): string | undefined => {
  const [name = "", version = ""] = readAddress(address) ?? [];
  const known = LIBRARIES.find(({ file }) => file.test(name));
  if (known === undefined || !isOlder(version, known.fixed)) return undefined;
  return `${known.name} ${version} (${known.because})`;
};

/** OWASP A06 */
export const oldLibraries: Probe = {
  id: "old-libraries",
  claim: "No page brings its visitors a library with a weakness that everybody knows",
  requirements: ["EVID-05"],
  standard: "OWASP ASVS 5 V15.2.1; OWASP A06:2021",
  owasp: "A06",
  severity: "medium",
  depth: "look",
  remedy: "Take the release of the library that the finding calls fixed, or a later one.",
  sabotage: "old-library",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) =>
      tagsOf(answer.text, "script")
        .map((tag) => weaknessOf(tag.get("src") ?? ""))
        .filter((weakness) => weakness !== undefined)
        .map((weakness) => ({ what: `${nameOf(answer)} loads ${weakness}`, answer })),
    );
    const of = `pages, for ${LIBRARIES.length} libraries`;
    return judge({ faults, checked: pages.length, of, wanted: "none of the versions concerned" });
  },
};
