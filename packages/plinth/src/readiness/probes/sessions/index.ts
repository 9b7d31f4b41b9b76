import type { Probe } from "../../probe.ts";
import { alteredTokens } from "./altered-tokens.ts";
import { cookieFlags } from "./cookie-flags.ts";
import { passwordChange } from "./password-change.ts";
import { privateAnswers } from "./private-answers.ts";
import { publishedKeys } from "./published-keys.ts";
import { refreshTokens } from "./refresh-tokens.ts";
import { sessionFixation } from "./session-fixation.ts";
import { signOut } from "./sign-out.ts";

/** Probes about sessions. */
export const sessionsProbes: readonly Probe[] = [
  alteredTokens,
  cookieFlags,
  passwordChange,
  privateAnswers,
  publishedKeys,
  refreshTokens,
  sessionFixation,
  signOut,
];
