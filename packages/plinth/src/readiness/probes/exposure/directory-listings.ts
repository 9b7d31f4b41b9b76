import type { Probe } from "../../probe.ts";
import { siteOf } from "../../support/pages/site.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

/** Titles and headings of the lists that servers make by themselves. */
const SIGN =
  /<title>\s{0,9}(?:Index of|Directory listing for|listing directory) |<h1>\s{0,9}Index of \/|\[To Parent Directory\]|<title>Directory: \//i;
const CUSTOMARY = [
  "/",
  "/assets/",
  "/static/",
  "/images/",
  "/uploads/",
  "/files/",
  "/backup/",
  "/js/",
];
const MOST = 14;

/** Folders of the files that pages load, and those of custom. */
const foldersOf = (paths: readonly string[]): readonly string[] => {
  const own = paths.map((path) => {
    const [plain = "/"] = path.split("?");
    return plain.slice(0, plain.lastIndexOf("/") + 1);
  });
  return [...new Set([...CUSTOMARY, ...own])].slice(0, MOST);
};

/** OWASP ASVS V13.4.3 */
export const directoryListings: Probe = {
  id: "directory-listings",
  claim: "No folder lists its files to strangers",
  requirements: ["EVID-05", "P-098"],
  standard: "OWASP ASVS 5 V13.4.3; CWE-548",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy: "Switch lists off: autoindex off (nginx), Options -Indexes (Apache), no serve-index.",
  sabotage: "list-folders",
  run: async (target) => {
    const { scripts } = await siteOf(target);
    const folders = foldersOf(scripts.map(({ asked }) => asked.path));
    const paths = folders.map((path): KnownPath => ({ path, sign: SIGN, what: "a list of files" }));
    return lookForPaths(target, paths);
  },
};
