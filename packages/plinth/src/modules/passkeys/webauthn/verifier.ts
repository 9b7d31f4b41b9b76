import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { RelyingParty } from "./relying-party.ts";

/** What a browser gives for a new passkey, as `PublicKeyCredential.toJSON` does. */
export interface Attestation {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports?: readonly string[];
  };
}

/** What a browser gives for the use of a passkey. */
export interface Assertion {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | null;
  };
}

/** A passkey that an authenticator has made. */
export interface NewCredential {
  /** base64url */
  readonly credentialId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly deviceType: "singleDevice" | "multiDevice";
  readonly isBackedUp: boolean;
  readonly aaguid: string;
}

/** A use of a passkey whose signature is right. */
export interface VerifiedUse {
  /** Uses as the authenticator counts them; 0 where it does not count. */
  readonly counter: number;
  readonly isBackedUp: boolean;
}

/** What must be in an answer of a browser. */
export interface Expected {
  readonly challenge: string;
  readonly relyingParty: RelyingParty;
}

/** Judges what browsers answer. The user must have been verified, whatever the answer is for. */
export interface Verifier {
  /** Loads what it works with, so that the first answer does not wait for it. */
  readonly warmUp: () => Promise<void>;
  /** Undefined when anything is wrong. */
  readonly readAttestation: (
    attestation: Attestation,
    expected: Expected,
  ) => Promise<NewCredential | undefined>;
  /** Undefined when anything is wrong; the counter is not compared here. */
  readonly readAssertion: (
    assertion: Assertion,
    expected: Expected,
    credential: { readonly credentialId: string; readonly publicKey: string },
  ) => Promise<VerifiedUse | undefined>;
}

/** What every browser supports: EdDSA, ES256, RS256 (RFC 9053, RFC 8812). */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];

/** The part of the client data that is looked at before the library does. */
interface ClientData {
  readonly challenge: string;
  readonly crossOrigin: boolean;
}

/** Reads the client data of an answer; undefined when it is none. */
export const readClientData = (clientDataJSON: string): ClientData | undefined => {
  try {
    const read: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    const { challenge, crossOrigin } = (read ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof challenge !== "string") return undefined;
    return { challenge, crossOrigin: crossOrigin !== undefined && crossOrigin !== false };
  } catch {
    return undefined;
  }
};

type Server = typeof import("@simplewebauthn/server");
type Helpers = typeof import("@simplewebauthn/server/helpers");

/** What is used of the library. */
interface Library {
  readonly verifyRegistrationResponse: Server["verifyRegistrationResponse"];
  readonly verifyAuthenticationResponse: Server["verifyAuthenticationResponse"];
  readonly isoCBOR: Helpers["isoCBOR"];
  readonly isoBase64URL: Helpers["isoBase64URL"];
}

/** Measured at 25 MB and 0.2 s: only who uses passkeys pays for it. */
const importLibrary = async (): Promise<Library> => {
  const { verifyRegistrationResponse, verifyAuthenticationResponse } = await import(
    "@simplewebauthn/server"
  );
  const { isoCBOR, isoBase64URL } = await import("@simplewebauthn/server/helpers");
  return { verifyRegistrationResponse, verifyAuthenticationResponse, isoCBOR, isoBase64URL };
};

/**
 * The same attestation without its statement, as a browser gives it that was asked for none. Nobody
 * judges makers of authenticators here, so certificates of strangers need not be parsed, nor lists
 * be fetched that they name.
 */
const withoutStatement = (
  { isoCBOR, isoBase64URL }: Library,
  attestationObject: string,
): string => {
  const read = isoCBOR.decodeFirst<Map<string, unknown>>(isoBase64URL.toBuffer(attestationObject));
  const authData = read.get("authData");
  if (!(authData instanceof Uint8Array)) throw new TypeError("there is no authenticator data");
  const bare = new Map<string, unknown>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", authData],
  ]);
  return isoBase64URL.fromBuffer(isoCBOR.encode(bare as never));
};

/** What was made by somebody else ends in faults of every kind: all of them mean no. */
const orUndefined = async <T>(work: () => Promise<T | undefined>): Promise<T | undefined> => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

/** Builds the judge. Our pages are in no frame, so an answer from inside one is refused. */
export const createVerifier = (): Verifier => {
  let loaded: Promise<Library> | undefined;
  const library = (): Promise<Library> => {
    loaded ??= importLibrary();
    return loaded;
  };
  const isFramed = (clientDataJSON: string): boolean =>
    readClientData(clientDataJSON)?.crossOrigin !== false;
  return {
    warmUp: async () => {
      await library();
    },
    readAttestation: async (attestation, { challenge, relyingParty }) => {
      const { response } = attestation;
      if (isFramed(response.clientDataJSON)) return undefined;
      const own = await library();
      return orUndefined(async () => {
        const { verified, registrationInfo } = await own.verifyRegistrationResponse({
          response: {
            ...attestation,
            response: {
              ...response,
              attestationObject: withoutStatement(own, response.attestationObject),
            },
            clientExtensionResults: {},
          } as RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: relyingParty.origin,
          expectedRPID: relyingParty.id,
          requireUserVerification: true,
          supportedAlgorithmIDs: [...ALGORITHMS],
        });
        if (!verified || registrationInfo.credential.id !== attestation.id) return undefined;
        const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
        return {
          credentialId: credential.id,
          publicKey: own.isoBase64URL.fromBuffer(credential.publicKey),
          counter: credential.counter,
          deviceType: credentialDeviceType,
          isBackedUp: credentialBackedUp,
          aaguid,
        };
      });
    },
    readAssertion: async (assertion, { challenge, relyingParty }, credential) => {
      if (isFramed(assertion.response.clientDataJSON)) return undefined;
      const own = await library();
      return orUndefined(async () => {
        const { verified, authenticationInfo } = await own.verifyAuthenticationResponse({
          response: { ...assertion, clientExtensionResults: {} } as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: relyingParty.origin,
          expectedRPID: relyingParty.id,
          requireUserVerification: true,
          credential: {
            id: credential.credentialId,
            publicKey: own.isoBase64URL.toBuffer(credential.publicKey),
            // The library compares counters before it looks at the signature; a stranger could
            // raise alarms. The store compares, with what is stored at that moment.
            counter: 0,
          },
        });
        if (!verified) return undefined;
        const { newCounter, credentialBackedUp } = authenticationInfo;
        return { counter: newCounter, isBackedUp: credentialBackedUp };
      });
    },
  };
};
