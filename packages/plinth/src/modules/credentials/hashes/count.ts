import type { HashKind, PasswordHasher } from "#crypto";
import type { HashRepository } from "./repository.ts";

const PAGE = 500;

/** How many accounts store their password in one way. */
export interface HashCount extends HashKind {
  readonly accounts: number;
}

/** How the passwords of all accounts are stored (ID-08). */
export interface HashReport {
  /** Most frequent first, then by label. */
  readonly kinds: readonly HashCount[];
  /** Accounts that have to set a password by mail. */
  readonly withoutPassword: number;
}

/** Counts stored hashes by kind, page by page, so that other requests have their turn. */
export const createHashCount =
  (parts: {
    readonly repository: HashRepository;
    readonly hasher: Pick<PasswordHasher, "kindOf">;
  }) =>
  async (): Promise<HashReport> => {
    const { repository, hasher } = parts;
    const kinds = new Map<string, HashCount>();
    let page = await repository.page("", PAGE);
    while (page.length > 0) {
      for (const stored of page) {
        const kind = hasher.kindOf(stored);
        const accounts = (kinds.get(kind.label)?.accounts ?? 0) + 1;
        kinds.set(kind.label, { ...kind, accounts });
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
      page = await repository.page(page.at(-1)?.account_id ?? "", PAGE);
    }
    return {
      kinds: [...kinds.values()].sort(
        (one, other) => other.accounts - one.accounts || (one.label < other.label ? -1 : 1),
      ),
      withoutPassword: await repository.accountsWithout(),
    };
  };
