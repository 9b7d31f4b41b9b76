import type { Platform } from "#modules/contract";
import { noticeMail } from "./mails.ts";
import type { Notice } from "./notice.ts";
import type { Sink, SinkName } from "./post.ts";
import { createWebhook, type PostNotice } from "./webhook.ts";

/** Where notices of an application go, as its settings say. */
export interface Sinks {
  readonly sinks: readonly Sink[];
  readonly names: readonly SinkName[];
  readonly webhook: PostNotice | undefined;
  readonly mailTo: string | undefined;
  /** Past queue and cap. Rejects with why it did not arrive. */
  readonly sendNow: (sink: SinkName, notice: Notice) => Promise<"arrived" | "queued">;
}

/** Connects the sinks that are set; without any, alerts are in the log, the metrics and the console. */
export const createSinks = (
  deps: Pick<Platform, "clock" | "config" | "dependencies" | "mail">,
): Sinks => {
  const { clock, config, dependencies, mail } = deps;
  const { webhook: settings, email: mailTo } = config.alerts;
  const webhook =
    settings === undefined ? undefined : createWebhook({ webhook: settings, dependencies, clock });
  const sinks: readonly Sink[] = [
    ...(settings === undefined
      ? []
      : [{ name: "webhook", closesAtOnce: settings.format === "pagerduty" } as const]),
    ...(mailTo === undefined ? [] : [{ name: "mail", closesAtOnce: false } as const]),
  ];
  return {
    sinks,
    names: sinks.map(({ name }) => name),
    webhook,
    mailTo,
    sendNow: async (sink, notice) => {
      if (sink === "webhook") {
        await webhook?.(notice);
        return "arrived";
      }
      if (mailTo !== undefined) await mail.send({ to: mailTo, ...noticeMail(notice) });
      return "queued";
    },
  };
};
