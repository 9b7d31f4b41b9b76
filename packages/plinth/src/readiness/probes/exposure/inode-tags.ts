import type { Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { nameOf, siteOf } from "../../support/pages/site.ts";
import { askAllClasses } from "../../support/replies.ts";

/** Number of the file, its size and its time, as Apache once wrote them. */
const INODE = /^(?:W\/)?"[0-9a-f]{1,16}-[0-9a-f]{1,16}-[0-9a-f]{8,16}"$/i;

/** CVE-2003-1418 */
export const inodeTags: Probe = {
  id: "inode-tags",
  claim: "No ETag tells where a file lies on the disk of the server",
  requirements: ["WEB-01", "ERR-05"],
  standard: "CVE-2003-1418; RFC 9110 section 8.8.3",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Write FileETag MTime Size (Apache).",
  sabotage: "tell-inodes",
  run: async (target) => {
    const { pages, scripts } = await siteOf(target);
    const others = (await askAllClasses(target)).map(({ answer }) => answer);
    const answers = [...pages, ...scripts, ...others];
    const faults = answers
      .filter(({ headers }) => INODE.test(headers.get("etag") ?? ""))
      .map((answer) => ({ what: `${nameOf(answer)}: ETag ${answer.headers.get("etag")}`, answer }));
    return judge({ faults, checked: answers.length, of: "answers", wanted: "no number of a file" });
  },
};
