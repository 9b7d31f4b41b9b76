import { platformErrors } from "#core";
import { hashToken } from "#crypto";
import type { KeyChecker } from "./keys/index.ts";
import { createMaking } from "./making.ts";
import type {
  ApiKeyParts,
  CreatedKey,
  KeyOwner,
  KeyRequest,
  KeyView,
  RotationRequest,
} from "./parts.ts";
import type { ApiKeyRow } from "./repository.ts";
import type { Owner } from "./scopes.ts";

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
