import type { Events, SecurityEventName } from "#core";
import type { AccountRow } from "#modules/accounts";
import type { JobOrigin, OpenTransaction } from "#services/jobs";
import type { Mails, MailText } from "#services/mail";
import { eventOrigin, type Origin } from "./origin.ts";

// What a change of somebody's ways to sign in tells: its owner by mail, whoever watches by an event.

/** Something that happened to an account, or was tried with what may be one's. */
export interface AccountEvent {
  readonly name: SecurityEventName;
  readonly severity: "info" | "warning" | "alert";
  readonly accountId: string | undefined;
  readonly origin: Origin;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** Mails an owner, exactly if the transaction is committed. */
export const tellOwner = (
  { mail }: { readonly mail: Mails },
  tx: OpenTransaction,
  { id, email }: Pick<AccountRow, "id" | "email">,
  text: MailText,
  origin: JobOrigin,
): Promise<void> => mail.send({ to: email, accountId: id, origin, ...text }, tx);

/** Announces it to those who watch. */
export const announce = (
  { events }: { readonly events: Events },
  { name, severity, accountId, origin, data }: AccountEvent,
): void =>
  events.emit("security", {
    name,
    severity,
    ...eventOrigin(origin),
    ...(accountId === undefined ? {} : { subject: accountId }),
    ...(data === undefined ? {} : { data }),
  });
