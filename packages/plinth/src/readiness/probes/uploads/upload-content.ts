import { Buffer } from "node:buffer";
import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import {
  NO_UPLOADS,
  removeUploaded,
  sendFile,
  uploadRoutesOf,
} from "../../support/uploads/upload-routes.ts";

/** What calls itself a PNG and is none. */
const DISGUISED: Readonly<Record<string, string>> = {
  "a page": "<!doctype html><script>alert(document.domain)</script>",
  "a drawing with a script": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  "a program": "\x7fELF\x02\x01\x01",
};

/** UPL-01 */
export const uploadContent: Probe = {
  id: "upload-content",
  claim: "A page, a script or a program that calls itself a picture is not taken",
  requirements: ["UPL-01"],
  standard: "OWASP ASVS 5 V5.2.2; CWE-434",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Declare `upload` in the route's policy, so that bytes decide what a file is.",
  sabotage: "believe-file-names",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const routes = uploadRoutesOf(target);
    if (routes.length === 0) return undocumented(target, NO_UPLOADS);
    const faults: Fault[] = [];
    let checked = 0;
    const person = await createPerson(target);
    for (const route of routes) {
      for (const [what, text] of Object.entries(DISGUISED)) {
        const answer = await sendFile(target, route, person, Buffer.from(text, "latin1"));
        checked += 1;
        const isRefused = answer.status === 415 || answer.status === 422;
        if (isRefused) continue;
        faults.push({ what: `${route.operation.name}: ${what} got ${answer.status}`, answer });
        if (answer.status < 300) await removeUploaded(target, route, person);
      }
    }
    return judge({ faults, checked, of: "disguised files", wanted: "415 or 422 for each" });
  },
};
