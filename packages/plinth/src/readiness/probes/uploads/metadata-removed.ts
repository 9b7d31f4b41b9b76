import type { Probe } from "../../probe.ts";
import { lookAtServedFiles } from "../../support/uploads/served-files.ts";

/** UPL-04 */
export const metadataRemoved: Probe = {
  id: "metadata-removed",
  claim: "A picture is given out without what it told beside its pixels",
  requirements: ["UPL-04"],
  standard: "OWASP ASVS 5 V14.2.8; CWE-212",
  owasp: "A01",
  severity: "medium",
  depth: "touch",
  remedy: "Keep pictures with `keepImage`, which makes them anew.",
  sabotage: "keep-metadata",
  run: (target) =>
    lookAtServedFiles(target, {
      isMeant: ({ takesImagesOnly }) => takesImagesOnly,
      faultsOf: ({ name, comment, answer }) =>
        answer.text.includes(comment) ? [{ what: `${name}: the comment is still in it` }] : [],
      wanted: "no comment that was sent with a picture",
    }),
};
