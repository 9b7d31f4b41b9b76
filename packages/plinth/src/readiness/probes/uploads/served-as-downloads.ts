import type { Fault, Probe } from "../../probe.ts";
import { lookAtServedFiles, type ServedFile } from "../../support/uploads/served-files.ts";

const faultsOf = ({ name, answer }: ServedFile): readonly Fault[] => {
  const headers: Readonly<Record<string, RegExp>> = {
    "content-disposition": /^attachment(;|$)/,
    "x-content-type-options": /^nosniff$/,
    "content-security-policy": /(^|; )sandbox(;|$)/,
  };
  return Object.entries(headers).flatMap(([header, wanted]) => {
    const value = answer.headers.get(header) ?? "";
    return wanted.test(value) ? [] : [{ what: `${name}: ${header} is «${value}»`, answer }];
  });
};

/** UPL-03 */
export const servedAsDownloads: Probe = {
  id: "served-as-downloads",
  claim: "What people uploaded is given out as a download that a browser neither guesses nor runs",
  requirements: ["UPL-03"],
  standard: "OWASP ASVS 5 V3.2.1, V5.4.1; RFC 6266",
  owasp: "A03",
  severity: "high",
  depth: "touch",
  remedy: "Serve kept files by the files module; declare `produces: file` on routes of your own.",
  sabotage: "files-may-run",
  run: (target) =>
    lookAtServedFiles(target, {
      isMeant: () => true,
      faultsOf,
      wanted: "attachment, nosniff and sandbox on each",
    }),
};
