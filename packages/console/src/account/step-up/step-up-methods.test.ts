import { expect, test } from "vitest";
import { english } from "../../texts/index.ts";
import { codeFault, plainCode } from "../sign-in/codes.ts";
import { stepUpMethods } from "./step-up-methods.ts";

const overview = (enabled: boolean, assurance: 1 | 2, recoveryCodesLeft = 10) => ({
  hasPasskey: false,
  enabled,
  assurance,
  recoveryCodesLeft: enabled ? recoveryCodesLeft : 0,
});

test.each([
  ["a fresh proof, no factor", 1, overview(false, 1), ["password"]],
  ["a fresh proof, with an app", 1, overview(true, 1), ["password", "totp", "recovery"]],
  ["two factors, with an app", 2, overview(true, 1), ["totp", "recovery"]],
  ["two factors, shown long ago", 2, overview(true, 2), ["password", "totp", "recovery"]],
  ["two factors, no codes left", 2, overview(true, 1, 0), ["totp"]],
  ["two factors, and there is none", 2, overview(false, 1), []],
] as const)("ID-18: %s", (_, level, factors, wanted) => {
  expect(stepUpMethods({ level }, factors)).toEqual(wanted);
  // A passkey is two factors at once.
  expect(stepUpMethods({ level }, { ...factors, hasPasskey: true })).toEqual([
    "passkey",
    ...wanted,
  ]);
});

test("ID-17: a code may be pasted with whatever stands between its parts", () => {
  for (const typed of ["123456", "123 456", " 123\u00a0456\n", "123-456", "12 34 56"]) {
    expect([plainCode(typed), codeFault(english, "totp", typed)]).toEqual(["123456", undefined]);
  }
  for (const typed of ["ab12-cd34", " AB12 CD34 ", "ab12cd34"]) {
    expect(codeFault(english, "recovery", typed)).toBeUndefined();
  }
});

test("ID-17: what cannot be a code is not sent", () => {
  for (const typed of ["", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666"]) {
    expect(codeFault(english, "totp", typed)).toBeTypeOf("string");
  }
  for (const typed of ["", "AB12", "AB12-CD345"]) {
    expect(codeFault(english, "recovery", typed)).toBeTypeOf("string");
  }
});
