import type { CodeMethod } from "../../client/index.ts";

/** A code without what people and apps put between its parts: "123 456" is "123456". */
export const plainCode = (typed: string): string => typed.replace(/[\s\u200b-]/g, "");

/** Fault of a code as it was typed, in plain words; the server judges whether it is right. */
export const codeFault = (method: CodeMethod, typed: string): string | undefined => {
  const code = plainCode(typed);
  if (method === "totp") {
    if (code === "") return "Type the code that the app shows.";
    return /^[0-9]{6}$/.test(code) ? undefined : "Type the six digits that the app shows.";
  }
  if (code === "") return "Type one of your recovery codes.";
  return /^[0-9a-z]{8}$/i.test(code)
    ? undefined
    : "A recovery code has eight letters and digits, like AB12-CD34.";
};

/** Words for the fields in which codes are typed. */
export const codeWords: Readonly<
  Record<CodeMethod, { readonly label: string; readonly hint: string; readonly other: string }>
> = {
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
};
