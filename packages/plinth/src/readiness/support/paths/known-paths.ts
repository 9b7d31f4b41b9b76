import { NoAnswerError } from "../../exchange.ts";
import type { Fault, Finding } from "../../probe.ts";
import type { Answer, Target } from "../../target.ts";
import { judge } from "../judge.ts";
import { isPage } from "../replies.ts";

/** A path at which careless services have something, and how one knows that it is it. */
export interface KnownPath {
  readonly path: string;
  /**
   * What only the thing itself says. A status alone shows nothing: many services answer 200 to
   * whatever they do not know.
   */
  readonly sign: RegExp;
  /** What it is, for people. */
  readonly what: string;
}

/** Longest text that is searched for a sign. */
const MAX_TEXT = 100_000;

const look = async (target: Target, path: string): Promise<Answer | undefined> => {
  try {
    return await target.visitor().ask(path, { headers: { Accept: "*/*" } });
  } catch (fault) {
    // A file that is too large to be read shows nothing; the probe says what it looked at.
    if (fault instanceof NoAnswerError) return undefined;
    throw fault;
  }
};

const isThere = (answer: Answer, { sign }: KnownPath): boolean =>
  (answer.status === 200 || answer.status === 206) && sign.test(answer.text.slice(0, MAX_TEXT));

/** Whether what came is a page, whatever its type says; files with secrets are none. */
const isShown = (answer: Answer): boolean =>
  isPage(answer) || /^\s{0,99}<(?:!doctype|html)/i.test(answer.text.slice(0, 200));

/**
 * Asks for each path, from an address of its own; what shows its sign is a fault. Secret files are
 * no pages, and are not shown in the report.
 */
export const lookForPaths = async (
  target: Target,
  paths: readonly KnownPath[],
  isSecret = false,
): Promise<Finding> => {
  const faults: Fault[] = [];
  let checked = 0;
  for (const known of paths) {
    const answer = await look(target, known.path);
    if (answer === undefined) continue;
    checked += 1;
    if (!isThere(answer, known) || (isSecret && isShown(answer))) continue;
    const what = `${known.path} is ${known.what}`;
    // A report is read by more people than the file should have been.
    faults.push(isSecret ? { what } : { what, answer });
  }
  return judge({
    faults,
    checked,
    of: "addresses",
    wanted: "nothing at any of them",
    isEachAlone: true,
  });
};
