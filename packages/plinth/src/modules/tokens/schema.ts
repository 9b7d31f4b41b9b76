import { list, oneOf, strictObject, Type } from "#policy";

/** A public key. What is not listed here cannot leave, a private member least of all. */
const PublicKey = strictObject({
  kty: oneOf(["OKP", "EC"]),
  crv: oneOf(["Ed25519", "P-256"]),
  x: Type.String(),
  y: Type.Optional(Type.String()),
  kid: Type.String(),
  use: oneOf(["sig"]),
  alg: oneOf(["EdDSA", "ES256"]),
});

/** A JWK Set (RFC 7517 section 5). */
export const JwkSet = strictObject({ keys: list(PublicKey, { max: 1_000 }) });
