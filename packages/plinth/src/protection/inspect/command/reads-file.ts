import type { Analysis } from "../engine/finding.ts";

/** Files that a proof reads and directories that it writes to; what is shown of them is in longer texts. */
const PROOFS = ["/etc/shadow", "/etc/passwd", "c:\\windows\\"] as const;

/** What is longer is a text, which may well cite such a command. */
const LONGEST = 256;
const REACH = 96;

/**
 * "; name -f", "$(name -x", "& name /p": GTFOBins and LOLBAS list hundreds of programs that read and
 * write files by an option, and more of them come than a vocabulary follows.
 */
const OPTION_OF_PROGRAM =
  /(?:[;|&`]|\$\()\s?[a-z][\w.-]{1,23}\s(?:-{1,2}|\/)[a-z][\w-]{0,31}[\s=:]['"@]?$/i;

/** Whether a short value has some program, behind a joint, do something with such a file. */
export const readsFile = (analysis: Analysis, text: string): boolean => {
  if (text.length > LONGEST) return false;
  const lower = text.toLowerCase();
  return PROOFS.some((proof) => {
    const at = lower.indexOf(proof);
    if (at < 0) return false;
    analysis.meter.steps += REACH;
    return OPTION_OF_PROGRAM.test(text.slice(Math.max(0, at - REACH), at));
  });
};
