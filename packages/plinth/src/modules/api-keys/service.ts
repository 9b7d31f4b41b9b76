import { type Clock, type FieldFault, type IdGenerator, platformErrors, type Random } from "#core";
import { hashToken } from "#crypto";
import type { Accounts } from "#modules/accounts";
import { parseWindows, type RoutePolicy } from "#policy";
import type { Background } from "#services/background";
import type { Mailer } from "#services/mail";
import { apiKeyErrors } from "./errors.ts";
import {
  createKey,
  type KeyChecker,
  type NewKey,
  type SigningChoice,
  type SigningKeys,
} from "./keys/index.ts";
import { type MailContext, newKeyMail } from "./mails.ts";
import type { ApiKeyRepository, ApiKeyRow } from "./repository.ts";
import { availableScopes, isGrantable, type Owner } from "./scopes.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_LIFE_DAYS = 90;
const DEFAULT_OVERLAP_HOURS = 24;
/** Valid keys of one account at a time. */
const MAX_KEYS = 50;
/** How long a key that ended is still listed. */
const REMEMBERED = 30 * DAY;

/** Who asks for a key; a principal fits. */
export interface KeyOwner extends Owner {
  readonly userId: string;
  readonly assurance: 1 | 2;
}

/** What a new key is to be. */
export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** 1 to 365; 90 if not given. */
  readonly expiresInDays?: number | undefined;
  /** The key's own limit, such as "60/minute". */
  readonly limit?: string | undefined;
  readonly signing?: SigningChoice["algorithm"] | undefined;
  /** 32 bytes as base64, for ed25519. */
  readonly publicKey?: string | undefined;
}

/** How a key is replaced. */
export interface RotationRequest {
  /** How long both are valid: 0 to 168; 24 if not given. */
  readonly overlapHours?: number | undefined;
  /** The next public key; the same as before if not given. */
  readonly publicKey?: string | undefined;
}

/** A key as its owner sees it. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly limit: string | null;
  readonly signing: SigningChoice["algorithm"] | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  readonly replacedBy: string | null;
}

/** A new key: the only moment at which its text exists outside its owner's hands. */
export interface CreatedKey {
  readonly key: string;
  /** Base64, for hmac-sha256. */
  readonly signingSecret: string | null;
  readonly details: KeyView;
}

/** API keys, for this module's routes and for the modules that require it. */
export interface ApiKeys {
  /** @throws {AppError} VALIDATION_ERROR with every fault together, API_KEY_LIMIT_REACHED. */
  readonly create: (owner: KeyOwner, request: KeyRequest) => Promise<CreatedKey>;
  /** @throws {AppError} NOT_FOUND, VALIDATION_ERROR, API_KEY_LIMIT_REACHED. */
  readonly rotate: (owner: KeyOwner, id: string, request: RotationRequest) => Promise<CreatedKey>;
  readonly list: (accountId: string) => Promise<readonly KeyView[]>;
  readonly scopesFor: (owner: Owner) => readonly string[];
  /** @throws {AppError} NOT_FOUND */
  readonly rename: (accountId: string, id: string, name: string) => Promise<KeyView>;
  /** Ends a key with the next request. @throws {AppError} NOT_FOUND */
  readonly revoke: (accountId: string, id: string) => Promise<void>;
  /** Notes the nonce of a signed request; false when it was noted before. */
  readonly useNonce: (publicId: string, nonce: string, until: number) => Promise<boolean>;
}

/** What the service is built from. */
export interface ApiKeyParts {
  readonly repository: ApiKeyRepository;
  readonly checker: KeyChecker;
  readonly signingKeys: SigningKeys;
  readonly accounts: Pick<Accounts, "find">;
  readonly policies: () => readonly RoutePolicy[];
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
  readonly mail: Mailer;
  readonly background: Background;
  readonly mailContext: () => MailContext;
}

const fault = (field: string, rule: string, message: string): FieldFault => ({
  field: `body.${field}`,
  rule,
  message,
});

const limitFaults = (limit: string | undefined): readonly FieldFault[] => {
  if (limit === undefined) return [];
  try {
    parseWindows(limit);
    return [];
  } catch {
    return [fault("limit", "limit", "is a limit such as 60/minute or 60/minute, 1000/hour")];
  }
};

const BAD_PUBLIC_KEY = fault(
  "publicKey",
  "public-key",
  "is 32 bytes as base64, for signing with ed25519 only",
);

/** The choice that a request makes; a fault where public key and algorithm do not go together. */
const choiceIn = ({
  signing,
  publicKey,
}: KeyRequest): { readonly choice?: SigningChoice; readonly faults: readonly FieldFault[] } => {
  if (signing === "ed25519") {
    return publicKey === undefined
      ? { faults: [BAD_PUBLIC_KEY] }
      : { choice: { algorithm: signing, publicKey }, faults: [] };
  }
  const faults = publicKey === undefined ? [] : [BAD_PUBLIC_KEY];
  return signing === undefined ? { faults } : { choice: { algorithm: signing }, faults };
};

const invalid = (faults: readonly FieldFault[]) => platformErrors.make.VALIDATION_ERROR({ faults });

const createViews = (checker: Pick<KeyChecker, "lastUsed">) => {
  const iso = (instant: number): string => new Date(instant).toISOString();
  return (row: ApiKeyRow): KeyView => {
    const usedAt = Math.max(row.last_used_at ?? 0, checker.lastUsed(row.public_id) ?? 0);
    return {
      id: row.id,
      name: row.name,
      prefix: row.public_id,
      scopes: JSON.parse(row.scopes) as string[],
      limit: row.limits,
      signing: row.signing_algorithm,
      createdAt: iso(row.created_at),
      lastUsedAt: usedAt === 0 ? null : iso(usedAt),
      expiresAt: iso(row.expires_at),
      replacedBy: row.replaced_by,
    };
  };
};

/** What a row is made from; the rest follows from the moment. */
interface Draft extends Pick<ApiKeyRow, "account_id" | "name" | "scopes" | "limits" | "assurance"> {
  readonly lifeMs: number;
  readonly choice: SigningChoice | undefined;
}

/** A row to store and the texts to show. */
interface Prepared {
  readonly row: ApiKeyRow;
  readonly key: NewKey;
  readonly signingSecret: string | null;
}

const createPrepare = ({ clock, newId, random, signingKeys }: ApiKeyParts) => {
  return ({ lifeMs, choice, ...draft }: Draft): Prepared => {
    const id = newId();
    const key = createKey(random);
    const signing = signingKeys.prepare(id, choice);
    if (signing === undefined) throw invalid([BAD_PUBLIC_KEY]);
    const now = clock.now();
    return {
      key,
      signingSecret: signing.secret ?? null,
      row: {
        id,
        ...draft,
        ...signing.columns,
        public_id: key.publicId,
        key_hash: key.hash,
        created_at: now,
        last_used_at: null,
        expires_at: now + lifeMs,
        replaced_by: null,
      },
    };
  };
};

const createMaking = (parts: ApiKeyParts, view: (row: ApiKeyRow) => KeyView) => {
  const { repository, checker, clock, background, accounts } = parts;
  const prepare = createPrepare(parts);
  const scopesFor = (owner: Owner) => availableScopes(parts.policies(), owner);

  const announce = ({ row, key, signingSecret }: Prepared): CreatedKey => {
    const { account_id: accountId, public_id: publicId, expires_at: expiresAt } = row;
    background.run("mail about a new API key", async () => {
      const account = await accounts.find(accountId);
      if (account === undefined) return;
      const text = newKeyMail(parts.mailContext(), { publicId, expiresAt });
      await parts.mail.send({ to: account.email, ...text });
    });
    return { key: key.text, signingSecret, details: view(row) };
  };

  const create = async (owner: KeyOwner, request: KeyRequest): Promise<CreatedKey> => {
    const available = scopesFor(owner);
    const { choice, faults } = choiceIn(request);
    const scopeFaults = request.scopes.flatMap((scope, index) =>
      isGrantable(scope, available)
        ? []
        : [fault(`scopes.${index}`, "scope", "is no scope of anything that you may do")],
    );
    const all = [...scopeFaults, ...limitFaults(request.limit), ...faults];
    if (all.length > 0) throw invalid(all);
    const prepared = prepare({
      account_id: owner.userId,
      name: request.name,
      scopes: JSON.stringify(request.scopes),
      limits: request.limit ?? null,
      assurance: owner.assurance,
      lifeMs: (request.expiresInDays ?? DEFAULT_LIFE_DAYS) * DAY,
      choice,
    });
    const now = clock.now();
    const isStored = await repository.insert(prepared.row, { now, max: MAX_KEYS });
    if (!isStored) throw apiKeyErrors.make.API_KEY_LIMIT_REACHED();
    background.run("API keys that ended", () => repository.removeEndedBefore(now - REMEMBERED));
    return announce(prepared);
  };

  const rotate = async (
    owner: KeyOwner,
    id: string,
    { overlapHours = DEFAULT_OVERLAP_HOURS, publicKey }: RotationRequest,
  ): Promise<CreatedKey> => {
    const old = await repository.findOf(owner.userId, id);
    if (old === undefined) throw platformErrors.make.NOT_FOUND();
    if (publicKey !== undefined && old.signing_algorithm !== "ed25519") {
      throw invalid([BAD_PUBLIC_KEY]);
    }
    const { account_id, name, scopes, limits } = old;
    const prepared = prepare({
      account_id,
      name,
      scopes,
      limits,
      assurance: owner.assurance,
      // As long as the one in whose place it comes; that one has not been replaced before.
      lifeMs: old.expires_at - old.created_at,
      choice:
        publicKey === undefined
          ? parts.signingKeys.choiceOf(old)
          : { algorithm: "ed25519", publicKey },
    });
    const now = clock.now();
    const outcome = await repository.rotate(prepared.row, {
      id,
      oldEndsAt: now + overlapHours * HOUR,
      quota: { now, max: MAX_KEYS },
    });
    if (outcome === "gone") throw platformErrors.make.NOT_FOUND();
    if (outcome === "full") throw apiKeyErrors.make.API_KEY_LIMIT_REACHED();
    checker.forgetKey(old.public_id);
    return announce(prepared);
  };
  return { create, rotate, scopesFor };
};

/** Remembers nonces; what ran out is removed now and then. */
const createNonces = ({ repository, clock, background }: ApiKeyParts) => {
  const sweepEveryMs = 60_000;
  let sweptAt = 0;
  return (publicId: string, nonce: string, until: number): Promise<boolean> => {
    const now = clock.now();
    if (now - sweptAt >= sweepEveryMs) {
      sweptAt = now;
      background.run("nonces that ran out", () => repository.removeExpiredNonces(now));
    }
    return repository.insertNonce(hashToken(`${publicId}\n${nonce}`), until);
  };
};

/** Builds the service. */
export const createApiKeys = (parts: ApiKeyParts): ApiKeys => {
  const { repository, checker } = parts;
  const view = createViews(checker);
  return {
    ...createMaking(parts, view),
    list: async (accountId) => (await repository.listOf(accountId)).map(view),
    rename: async (accountId, id, name) => {
      const row = await repository.rename(accountId, id, name);
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      return view(row);
    },
    revoke: async (accountId, id) => {
      const publicId = await repository.remove(accountId, id);
      if (publicId === undefined) throw platformErrors.make.NOT_FOUND();
      checker.forgetKey(publicId);
    },
    useNonce: createNonces(parts),
  };
};
