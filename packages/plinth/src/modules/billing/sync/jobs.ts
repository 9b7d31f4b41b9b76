import { strictObject, Type } from "#policy";
import { defineJob, defineSchedule, type JobQueue } from "#services/jobs";
import type { MailContextOf, Mails } from "#services/mail";
import type { ApplyParts, Notice } from "../ledger/apply-repository.ts";
import { paymentFailedMail, receiptMail } from "../mails.ts";

const Name = Type.String({ minLength: 1, maxLength: 255 });

/** The nightly comparison with the payment service (QB-07). */
export const reconcileJob = defineJob({
  name: "billing-reconcile",
  payload: strictObject({}),
  retries: 3,
  firstPauseMs: 60_000,
  timeoutMs: 600_000,
  concurrency: 1,
});

/** Looks again at an account: when the grace for a missing payment ends. */
export const lookAgainJob = defineJob({
  name: "billing-look-again",
  payload: strictObject({ account: Name }),
  retries: 20,
});

/** Removes a customer at the payment service whose account is erased. */
export const removeCustomerJob = defineJob({
  name: "billing-remove-customer",
  payload: strictObject({ customer: Name }),
  retries: 20,
});

/** At night, when few pay: what a lost message left undone is found within a day. */
export const reconcileSchedule = defineSchedule({
  name: "billing-reconcile",
  cron: "17 3 * * *",
  job: reconcileJob,
  payload: {},
});

/** What notices go out by. */
export interface NoticeParts {
  readonly jobs: JobQueue;
  readonly mail: Pick<Mails, "send">;
  readonly mailContext: MailContextOf;
  readonly graceMs: () => number;
}

/** Tells with the transaction of what is told: a mail is there exactly if its cause is. */
export const tellNotices =
  ({ jobs, mail, mailContext, graceMs }: NoticeParts): ApplyParts["tell"] =>
  async (tx, notices: readonly Notice[]) => {
    for (const notice of notices) {
      const { account: accountId, email: to, language } = notice;
      const context = mailContext(language);
      if (notice.kind === "receipt") {
        await mail.send({ to, accountId, ...receiptMail(context, notice) }, tx);
        continue;
      }
      const until = notice.since + graceMs();
      await mail.send({ to, accountId, ...paymentFailedMail(context, { until }) }, tx);
      const options = { runAt: until, subject: accountId };
      await jobs.enqueue(lookAgainJob, { account: accountId }, options, tx);
    }
  };
