import { type Finding, notApplicable } from "../probe.ts";
import type { Answer, Target } from "../target.ts";
import { judge } from "./judge.ts";
import { isStranger } from "./operations.ts";
import { askAllClasses, isPage, type Reply } from "./replies.ts";

/** Looks at one answer of each class; `faultOf` says what is wrong with it, if anything is. */
export const onAllClasses = async (
  target: Target,
  wanted: string,
  faultOf: (answer: Answer) => string | undefined,
): Promise<Finding> => {
  const replies = await askAllClasses(target);
  const faults = replies.flatMap(({ label, answer }) => {
    const what = faultOf(answer);
    return what === undefined ? [] : [{ what: `${label}: ${what}`, answer }];
  });
  const [checked, of] = [replies.length, "answers of different classes"];
  return judge({ faults, checked, of, wanted, isEachAlone: true });
};

const isShown = ({ answer }: Reply): boolean =>
  isPage(answer) && (answer.status < 300 || answer.status >= 400);

/**
 * The same for what browsers obey in pages only. Plinth promises it for every answer; strangers are
 * asked for it where they show pages, errors included. An interface for programs, whose only pages
 * are a framework's words for "not found", has nothing that could be framed or scripted.
 */
export const onPages = async (
  target: Target,
  wanted: string,
  faultOf: (answer: Answer) => string | undefined,
): Promise<Finding> => {
  if (!isStranger(target)) return onAllClasses(target, wanted, faultOf);
  const pages = (await askAllClasses(target)).filter(isShown);
  if (pages.every(({ answer }) => answer.status >= 400)) {
    return notApplicable("no page is shown to strangers");
  }
  const faults = pages.flatMap(({ label, answer }) => {
    const what = faultOf(answer);
    return what === undefined ? [] : [{ what: `${label}: ${what}`, answer }];
  });
  return judge({ faults, checked: pages.length, of: "pages", wanted, isEachAlone: true });
};

/** A fault when a header is not there or not as `isRight` wants it. */
export const headerFault = (
  answer: Answer,
  name: string,
  isRight: (value: string) => boolean,
): string | undefined => {
  const value = answer.headers.get(name);
  if (value === undefined) return `no ${name}`;
  return isRight(value) ? undefined : `${name} is "${value.slice(0, 120)}"`;
};
