import type { Finding } from "../probe.ts";
import type { Answer, Target } from "../target.ts";
import { judge } from "./judge.ts";
import { askAllClasses } from "./replies.ts";

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
  return judge({ faults, checked: replies.length, of: "answers of different classes", wanted });
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
