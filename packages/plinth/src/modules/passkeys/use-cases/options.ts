import type { PasskeyRow } from "../rows.ts";
import type { Challenges } from "../webauthn/challenges.ts";
import type { RelyingParty } from "../webauthn/relying-party.ts";

/** A passkey by its id, for browsers. */
export interface Descriptor {
  readonly id: string;
  readonly type: "public-key";
  readonly transports: string[];
}

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn level 3 section 5.10). */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: "required";
  readonly allowCredentials: Descriptor[];
}

/** Passkeys as browsers are told of them. */
export const descriptorsOf = (passkeys: readonly PasskeyRow[]): Descriptor[] =>
  passkeys.map(({ credential_id, transports }) => ({
    id: credential_id,
    type: "public-key",
    transports: JSON.parse(transports) as string[],
  }));

/** Options for `navigator.credentials.get`; any passkey of this site unless some are named. */
export const requestOptions = (
  { lifetimeMs }: Challenges,
  challenge: string,
  { id }: RelyingParty,
  passkeys: readonly PasskeyRow[] = [],
): RequestOptions => ({
  challenge,
  rpId: id,
  timeout: lifetimeMs,
  userVerification: "required",
  allowCredentials: descriptorsOf(passkeys),
});
