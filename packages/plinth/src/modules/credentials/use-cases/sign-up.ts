import { knownAddressMail } from "../mails.ts";
import { type CredentialParts, readAddress, refuseFaults, standInFor } from "../parts.ts";

/** What a sign-up brings. */
export interface SignUpRequest {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** What the page, or else the browser, was in: the account keeps it. */
  readonly language?: string | undefined;
}

/** What a sign-up shows: what was sent, and nothing that tells whether the address was known. */
export interface SignedUp {
  readonly email: string;
  readonly name: string;
}

/**
 * Opens an account. For an address that has one already everything looks and costs the same; only
 * the mail differs (ID-01).
 */
export const createSignUp = (parts: CredentialParts) => {
  const { repository, accounts, hasher, policy, keyring, clock, mail } = parts;
  return async (
    { email, password, name, language }: SignUpRequest,
    requestId?: string,
  ): Promise<SignedUp> => {
    const { address, faults } = readAddress(email);
    refuseFaults([
      ...faults,
      ...policy.faults("body.password", password, { email: address, name }),
    ]);
    const account = accounts.prepare({ email: address, name, language });
    const link = accounts.prepareLink(account.id, "verify");
    const stored = await hasher.hash(password);
    const origin = requestId === undefined ? {} : { origin: { requestId } };
    await repository.create({
      account,
      password: { ...stored, changed_at: clock.now() },
      token: link.row,
      standIn: standInFor(keyring, address),
      // One mail either way: both cost the same here and later.
      also: (tx, { isNew }) =>
        isNew
          ? accounts.sendVerification(account, link, tx)
          : mail.send(
              { to: address, ...origin, ...knownAddressMail(parts.mailContext(language)) },
              tx,
            ),
    });
    return { email: address, name };
  };
};
