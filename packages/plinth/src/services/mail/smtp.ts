import type { Secret } from "#core";
import type { Mailer } from "./mail.ts";

/** Connections to the mail server at once. */
export const SMTP_CONNECTIONS = 3;

/**
 * A mail server that hangs costs a bounded wait: a sixth of the time for each step that comes before
 * the talk, half of it for a talk that stalls. All together they stay within it.
 */
const timeoutsOf = (timeoutMs: number) => ({
  dnsTimeout: timeoutMs / 6,
  connectionTimeout: timeoutMs / 6,
  greetingTimeout: timeoutMs / 6,
  socketTimeout: timeoutMs / 2,
});

/**
 * Mail through a server (SMTP_URL). Certificates are always verified; smtp: upgrades with STARTTLS
 * unless the server is on this machine, so no mail with a link crosses a network in the clear.
 */
export const createSmtpMailer = (options: {
  readonly url: Secret;
  readonly from: string;
  /** For one mail. */
  readonly timeoutMs: number;
}): Mailer => {
  const url = new URL(options.url.reveal());
  const secure = url.protocol === "smtps:";
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const user = decodeURIComponent(url.username);
  const settings = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isLocal,
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    // Content is ours alone: nothing in a mail may make the server read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    ...timeoutsOf(options.timeoutMs),
  } as const;
  // Loaded for the first mail: a start that sends none is the quicker for it, and smaller.
  const open = async () => (await import("nodemailer")).createTransport(settings);
  let transport: ReturnType<typeof open> | undefined;
  return {
    kind: "smtp",
    send: async ({ to, subject, text, html, messageId, replyTo, language = "en" }) => {
      transport ??= open();
      await (await transport).sendMail({
        from: options.from,
        to: { name: "", address: to },
        ...(replyTo === undefined ? {} : { replyTo: { name: "", address: replyTo } }),
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...(messageId === undefined ? {} : { messageId }),
        // RFC 3834 section 5, RFC 3282.
        headers: { "Auto-Submitted": "auto-generated", "Content-Language": language },
      });
    },
    recent: async () => [],
    close: () => {
      transport?.then(
        (opened) => opened.close(),
        () => undefined,
      );
    },
  };
};
