import type { Texts } from "../texts/index.ts";
import { isAddress } from "./password-strength.ts";

/** Fault of an e-mail address in plain words, or undefined. */
export const emailFault = (t: Texts, email: string): string | undefined => {
  if (email.trim() === "") return t("Enter your e-mail address.");
  return isAddress(email.trim()) ? undefined : t("Enter an e-mail address like name@example.com.");
};

/** Keeps the faults that are there. */
export const faultsOf = <K extends string>(
  candidates: Readonly<Record<K, string | undefined>>,
): Partial<Record<K, string>> => {
  const found: Partial<Record<K, string>> = {};
  for (const [name, fault] of Object.entries(candidates) as [K, string | undefined][]) {
    if (fault !== undefined) found[name] = fault;
  }
  return found;
};
