import type { CodeMethod } from "../../client/index.ts";
import type { Messages, Texts } from "../../texts/index.ts";

/** A code without what people and apps put between its parts: "123 456" is "123456". */
export const plainCode = (typed: string): string => typed.replace(/[\s\u200b-]/g, "");

/** Fault of a code as it was typed, in plain words; the server judges whether it is right. */
export const codeFault = (t: Texts, method: CodeMethod, typed: string): string | undefined => {
  const code = plainCode(typed);
  if (method === "totp") {
    if (code === "") return t("Type the code that the app shows.");
    return /^[0-9]{6}$/.test(code) ? undefined : t("Type the six digits that the app shows.");
  }
  if (code === "") return t("Type one of your recovery codes.");
  return /^[0-9a-z]{8}$/i.test(code)
    ? undefined
    : t("A recovery code has eight letters and digits, like AB12-CD34.");
};

/** Words for the fields in which codes are typed. */
export const codeWords = {
  totp: {
    label: "Code from your app",
    hint: "Six digits, new every 30 seconds.",
    other: "Use a recovery code",
  },
  recovery: {
    label: "Recovery code",
    hint: "Each of them works once.",
    other: "Use the code from your app",
  },
} as const satisfies Messages;

/** What to say of a code that is not right. */
export const wrongCode = {
  totp: "This code is not right, or was used already. Wait for the next one.",
  recovery: "This code is not right, or was used already. Try another one of your list.",
} as const satisfies Messages;
