import type { PasskeyParts } from "./parts.ts";
import { createManagement, type Management } from "./use-cases/manage.ts";
import { createSignIn, type SignIn } from "./use-cases/sign-in.ts";
import { createStepUp, type StepUp } from "./use-cases/step-up.ts";

/** Passkeys: adding and removing them, signing in and confirming with them. */
export interface Passkeys extends Management, SignIn, StepUp {}

/** Builds the service. */
export const createPasskeys = (parts: PasskeyParts): Passkeys => ({
  ...createManagement(parts),
  ...createSignIn(parts),
  ...createStepUp(parts),
});
