import type { Probe } from "../../probe.ts";
import { passkeyOptions } from "./passkey-options.ts";
import { replayedPasskeys } from "./replayed-passkeys.ts";
import { untruePasskeys } from "./untrue-passkeys.ts";

/** Probes about passkeys. */
export const passkeysProbes: readonly Probe[] = [passkeyOptions, replayedPasskeys, untruePasskeys];
