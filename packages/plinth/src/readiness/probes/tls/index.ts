import type { Probe } from "../../probe.ts";
import { certificateStrength } from "./certificate-strength.ts";
import { certificates } from "./certificates.ts";
import { tlsCiphers } from "./ciphers.ts";
import { encryptedTransport } from "./encrypted-transport.ts";
import { tlsVersions } from "./versions.ts";

/** Probes about the encryption of connections, of any service. */
export const tlsProbes: readonly Probe[] = [
  certificateStrength,
  certificates,
  encryptedTransport,
  tlsCiphers,
  tlsVersions,
];
