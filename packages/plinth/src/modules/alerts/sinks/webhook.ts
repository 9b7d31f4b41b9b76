import type { Config } from "#config";
import type { Clock } from "#core";
import type { Dependencies } from "#resilience";
import type { Notice } from "./notice.ts";
import { jsonPosting, type Posting, pagerDutyPosting, slackPosting } from "./payloads.ts";

/** One attempt; whoever is told answers at once, or is told again later. */
const LIMIT_MS = 10_000;
/** Of an answer that says no, for the console. */
const SHOWN = 200;

/** The other side answered, and did not take it. */
class NoticeRefused extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`answered ${status}${text === "" ? "" : `: ${text}`}`);
    this.name = "NoticeRefused";
    this.status = status;
  }
}

/** Posts notices; rejects when one was not taken. */
export type PostNotice = (notice: Notice) => Promise<void>;

type Webhook = NonNullable<Config["alerts"]["webhook"]>;

const postingOf = ({ format, secret }: Webhook, notice: Notice, now: number): Posting => {
  // The settings refuse both others without a secret.
  if (format === "slack" || secret === undefined) return slackPosting(notice);
  return format === "json" ? jsonPosting(notice, secret, now) : pagerDutyPosting(notice, secret);
};

const textOf = async (answer: Response): Promise<string> => {
  const text = await answer.text().catch(() => "");
  return text
    .slice(0, SHOWN)
    .toWellFormed()
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
};

/**
 * Posts to the address of the settings, under the policies of the dependency "alert-webhook". Whoever
 * runs the application wrote that address, so it may lie in their own network.
 */
export const createWebhook = (parts: {
  readonly webhook: Webhook;
  readonly dependencies: Dependencies;
  readonly clock: Clock;
  /** The machine's way to the network where it is absent. */
  readonly send?: typeof fetch;
}): PostNotice => {
  const { webhook, clock, send = fetch } = parts;
  const dependency = parts.dependencies.declare({
    name: "alert-webhook",
    title: "Notices of alerts",
    limitMs: LIMIT_MS,
    // The job that sends it waits longer than a request may.
    attempts: 1,
    concurrent: 4,
    // A notice that is refused says nothing about the next one.
    isFailure: (fault) => !(fault instanceof NoticeRefused) || fault.status >= 500,
    whileDegraded: "Whoever looks after this service is told later when something is wrong.",
  });
  return (notice) =>
    dependency.call(async ({ signal }) => {
      const posting = postingOf(webhook, notice, clock.now());
      const answer = await send(webhook.url.reveal(), {
        method: "POST",
        headers: posting.headers,
        body: posting.body,
        redirect: "error",
        signal,
      });
      if (answer.ok) await answer.body?.cancel();
      else throw new NoticeRefused(answer.status, await textOf(answer));
    });
};
