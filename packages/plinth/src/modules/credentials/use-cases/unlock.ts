import { hashToken } from "#crypto";
import { type AccountRow, accountErrors } from "#modules/accounts";
import type { Origin } from "#modules/sessions";
import { lockedMail } from "../mails.ts";
import { type CredentialParts, eventOrigin } from "../parts.ts";

/** Tells an owner about a lock, with a link that lifts it (ID-12). */
export const createLockNotice = (parts: CredentialParts) => {
  const { accounts, mail, background, mailContext } = parts;
  return (account: AccountRow, lockedUntil: number): void => {
    background.runUntold("mail about a lock", async () => {
      const link = accounts.prepareLink(account.id, "unlock");
      await accounts.saveLink(link);
      await mail.send({ to: account.email, ...lockedMail(mailContext(), lockedUntil, link.url) });
    });
  };
};

/** Lifts a lock with the link of the mail; whoever has it reads the owner's mail. */
export const createUnlock = ({ repository, clock, events }: CredentialParts) => {
  return async (token: string, origin: Origin): Promise<void> => {
    const accountId = await repository.unlock(hashToken(token), clock.now());
    if (accountId === undefined) throw accountErrors.make.LINK_INVALID();
    events.emit("security", {
      name: "account.unlocked",
      severity: "info",
      ...eventOrigin(origin),
      subject: accountId,
      data: { by: "mail" },
    });
  };
};
