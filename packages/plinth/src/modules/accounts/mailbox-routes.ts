import { platformErrors } from "#core";
import { isLoopback, type Route, route } from "#http";
import type { Mailer } from "#services/mail";
import { MailboxReply } from "./schema.ts";

const SHOWN = 100;

/** A name that points here may still be a stranger's (DNS rebinding); these cannot be. */
const isLocalHost = (host: string | undefined): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host ?? "");

/** The development mailbox over HTTP; mounted only where mail goes to files and nothing is real. */
export const mailboxRoutes = (mail: Pick<Mailer, "recent">): readonly Route[] => [
  route.get(
    "/api/v1/dev/mailbox",
    {
      access: {
        public: true,
        because: "development only; answers administrators and this machine itself",
        identify: true,
      },
      summary: "Lists the mails that would have been sent, newest first",
      dataClass: "secret",
      cors: false,
      responses: { 200: MailboxReply },
    },
    async (request) => {
      const isHere = isLoopback(request.clientAddress) && isLocalHost(request.header("host"));
      if (!isHere && request.principal?.role !== "admin") throw platformErrors.make.NOT_FOUND();
      const mails = await mail.recent(SHOWN);
      return {
        mails: mails.map(({ id, to, replyTo, subject, text, sentAt }) => ({
          id,
          to,
          ...(replyTo === undefined ? {} : { replyTo }),
          subject,
          text,
          sentAt,
        })),
      };
    },
  ),
];
