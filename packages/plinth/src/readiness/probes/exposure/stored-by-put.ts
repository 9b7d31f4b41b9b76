import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const FOLDERS = ["/", "/uploads/", "/static/"];

/** OWASP ASVS V4.1.4 */
export const storedByPut: Probe = {
  id: "stored-by-put",
  claim: "Strangers cannot put files among those that are given out",
  requirements: ["P-098", "ERR-02"],
  standard: "OWASP ASVS 5 V4.1.4, V5.3.1; RFC 4918",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy:
    "Refuse methods that no route has (limit_except GET POST { deny all; }); switch WebDAV off.",
  sabotage: "take-files-by-put",
  run: async (target) => {
    const faults: Fault[] = [];
    for (const folder of FOLDERS) {
      const word = target.unique("audit");
      const path = `${folder}${word}.txt`;
      const visitor = target.visitor();
      const headers = { "Content-Type": "text/plain" };
      const put = await visitor.ask(path, { method: "PUT", headers, body: word });
      const got = await visitor.ask(path);
      // A service that answers whatever is asked with one page has stored nothing.
      if (got.status !== 200 || got.text.trim() !== word) continue;
      faults.push({ what: `what was put at ${folder} is given out`, answer: put });
      await visitor.ask(path, { method: "DELETE" });
    }
    return judge({ faults, checked: FOLDERS.length, of: "folders", wanted: "nothing stored" });
  },
};
