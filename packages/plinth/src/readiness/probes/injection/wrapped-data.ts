import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf } from "../../support/operations.ts";

const NAMES = ["callback", "jsonp", "cb", "jsoncallback"];
const MOST = 5;

/** OWASP ASVS V3.5.6 */
export const wrappedData: Probe = {
  id: "wrapped-data",
  claim: "Data is never given as a script that pages of other sites could run (JSONP)",
  requirements: ["WEB-06"],
  standard: "OWASP ASVS 5 V3.5.6; CWE-346",
  owasp: "A01",
  severity: "medium",
  depth: "look",
  remedy: "Take JSONP away; name the sites that may read in Access-Control-Allow-Origin.",
  sabotage: "wrap-data",
  run: async (target) => {
    const known = operationsOf(target)
      .filter((operation) => isReading(operation) && !isGuarded(operation))
      .filter(({ parameters }) => parameters.length === 0)
      .map(({ path }) => path);
    const paths = [...known.slice(0, MOST), "/", "/api", "/api/v1", "/data.json"];
    const word = target.unique("canary").replaceAll("-", "");
    const query = NAMES.map((name) => `${name}=${word}`).join("&");
    const faults: Fault[] = [];
    for (const path of paths) {
      const answer = await target.visitor().ask(`${path}?${query}`);
      if (!new RegExp(`^[^<"]{0,20}${word}\\s{0,4}\\(`).test(answer.text.slice(0, 200))) continue;
      faults.push({ what: `${path} calls ${word}()`, answer });
    }
    return judge({ faults, checked: paths.length, of: "addresses", wanted: "data, or a refusal" });
  },
};
