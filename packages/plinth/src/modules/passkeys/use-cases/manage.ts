import { platformErrors } from "#core";
import { announce, type RaisedSession } from "#modules/sessions";
import { passkeyErrors } from "../errors.ts";
import { type PasskeyParts, requireRelyingParty, userHandleOf } from "../parts.ts";
import type { PasskeyRow } from "../rows.ts";
import { ALGORITHMS, type Attestation, readClientData } from "../webauthn/verifier.ts";
import { createChanges, type Owner } from "./changes.ts";
import { type Descriptor, descriptorsOf } from "./options.ts";
import { BY_PASSKEY } from "./sign-in.ts";

/** Passkeys of one account. */
const MAX_PASSKEYS = 20;

/** A passkey as its owner sees it; times as ISO 8601, UTC. */
export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  /** Whether its copies are kept by the maker of the device, so that a lost device loses nothing. */
  readonly synced: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn level 3 section 5.4). */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: { readonly type: "public-key"; readonly alg: number }[];
  readonly timeout: number;
  readonly attestation: "none";
  readonly excludeCredentials: Descriptor[];
  readonly authenticatorSelection: {
    readonly residentKey: "required";
    readonly requireResidentKey: true;
    readonly userVerification: "required";
  };
}

/** What owners do with their passkeys. */
export interface Management {
  /** @throws {AppError} CONFLICT when there are twenty; PASSKEYS_UNAVAILABLE. */
  readonly beginRegistration: (accountId: string) => Promise<CreationOptions>;
  /** @throws {AppError} PASSKEY_SETUP_INVALID; CONFLICT for one that is known, or one too many. */
  readonly finishRegistration: (
    owner: Owner,
    attestation: Attestation,
    name: string,
  ) => Promise<{ readonly passkey: PasskeyView; readonly session: RaisedSession }>;
  readonly list: (accountId: string) => Promise<readonly PasskeyView[]>;
  /** Whether browsers have passkeys at the present address. */
  readonly isAvailable: () => boolean;
  /** @throws {AppError} NOT_FOUND */
  readonly rename: (accountId: string, id: string, name: string) => Promise<PasskeyView>;
  /** @throws {AppError} NOT_FOUND; LAST_FACTOR when nothing else signs in. */
  readonly remove: (owner: Owner, id: string) => Promise<RaisedSession>;
}

const iso = (instant: number): string => new Date(instant).toISOString();

const viewOf = ({ id, name, backed_up, created_at, last_used_at }: PasskeyRow): PasskeyView => ({
  id,
  name,
  synced: backed_up === 1,
  createdAt: iso(created_at),
  lastUsedAt: last_used_at === null ? null : iso(last_used_at),
});

const tooMany = () =>
  platformErrors.make.CONFLICT({ detail: `An account has ${MAX_PASSKEYS} passkeys at most.` });

const createRegistration = (
  parts: PasskeyParts,
): Pick<Management, "beginRegistration" | "finishRegistration"> => {
  const { repository, challenges, verifier, clock, newId, background } = parts;
  const { requireAccount, telling, changed } = createChanges(parts);

  const refuse = (owner: Owner, reason: "challenge" | "response" | "replayed"): never => {
    const { accountId, origin } = owner;
    parts.countCheck("register", reason);
    const data = { purpose: "register", reason };
    announce(parts, { name: "passkey.failed", severity: "warning", accountId, origin, data });
    throw passkeyErrors.make.PASSKEY_SETUP_INVALID();
  };

  return {
    beginRegistration: async (accountId) => {
      const { id } = requireRelyingParty(parts);
      const account = await requireAccount(accountId);
      const passkeys = await repository.passkeysOf(accountId);
      if (passkeys.length >= MAX_PASSKEYS) throw tooMany();
      background.run("library of passkeys", verifier.warmUp);
      return {
        challenge: challenges.issue("register", accountId),
        rp: { id, name: parts.applicationName },
        user: {
          id: userHandleOf(accountId),
          name: account.email,
          displayName: account.name === "" ? account.email : account.name,
        },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        timeout: challenges.lifetimeMs,
        attestation: "none",
        excludeCredentials: descriptorsOf(passkeys),
        authenticatorSelection: {
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      };
    },
    finishRegistration: async (owner, attestation, name) => {
      const relyingParty = requireRelyingParty(parts);
      const account = await requireAccount(owner.accountId);
      const { clientDataJSON, transports = [] } = attestation.response;
      const text = readClientData(clientDataJSON)?.challenge ?? "";
      const challenge = challenges.read(text, "register", owner.accountId);
      if (challenge === undefined) return refuse(owner, "challenge");
      const made = await verifier.readAttestation(attestation, { challenge: text, relyingParty });
      if (made === undefined) return refuse(owner, "response");
      const passkey: PasskeyRow = {
        id: newId(),
        account_id: owner.accountId,
        credential_id: made.credentialId,
        public_key: made.publicKey,
        counter: made.counter,
        transports: JSON.stringify(transports),
        name,
        device_type: made.deviceType,
        backed_up: made.isBackedUp ? 1 : 0,
        aaguid: made.aaguid,
        created_at: clock.now(),
        last_used_at: null,
        cloned_at: null,
      };
      const outcome = await repository.add(telling(owner, account, "added"), {
        challenge,
        passkey,
        limit: MAX_PASSKEYS,
      });
      if (outcome === "replayed") return refuse(owner, "replayed");
      if (outcome === "full") throw tooMany();
      if (outcome === "taken") {
        throw platformErrors.make.CONFLICT({ detail: "This passkey is known already." });
      }
      parts.countCheck("register", "right");
      background.run("old passkey challenges", () => repository.removeExpired(clock.now()));
      return {
        passkey: viewOf(passkey),
        session: await changed(owner, "added", BY_PASSKEY),
      };
    },
  };
};

/** Builds what owners do with their passkeys. */
export const createManagement = (parts: PasskeyParts): Management => {
  const { repository } = parts;
  const { requireAccount, telling, changed } = createChanges(parts);
  return {
    ...createRegistration(parts),
    list: async (accountId) => (await repository.passkeysOf(accountId)).map(viewOf),
    isAvailable: () => parts.relyingParty() !== undefined,
    rename: async (accountId, id, name) => {
      const renamed = await repository.rename(accountId, id, name);
      if (renamed === undefined) throw platformErrors.make.NOT_FOUND();
      return viewOf(renamed);
    },
    remove: async (owner, id) => {
      const account = await requireAccount(owner.accountId);
      const isNeeded = account.mfa !== 1 && parts.accounts.needsSecondFactor(account.role);
      const outcome = await repository.remove(telling(owner, account, "removed"), id, !isNeeded);
      if (outcome === "missing") throw platformErrors.make.NOT_FOUND();
      if (outcome === "last") throw passkeyErrors.make.LAST_FACTOR();
      return changed(owner, "removed", undefined);
    },
  };
};
