import type { Probe } from "../../probe.ts";
import { accountsWork } from "./accounts-work.ts";
import { forgotTellsNothing } from "./forgot-tells-nothing.ts";
import { listedPasswords } from "./listed-passwords.ts";
import { lockout } from "./lockout.ts";
import { longPasswords } from "./long-passwords.ts";
import { signInTellsNothing } from "./sign-in-tells-nothing.ts";
import { signUpTellsNothing } from "./sign-up-tells-nothing.ts";
import { weakPasswords } from "./weak-passwords.ts";

/** Probes about accounts. */
export const accountsProbes: readonly Probe[] = [
  accountsWork,
  forgotTellsNothing,
  listedPasswords,
  lockout,
  longPasswords,
  signInTellsNothing,
  signUpTellsNothing,
  weakPasswords,
];
