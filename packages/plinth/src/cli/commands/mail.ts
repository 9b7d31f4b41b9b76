import { listMailbox } from "#app";
import { type Command, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";

const DEFAULT_COUNT = 5;

/** Reads the development mailbox in the terminal. */
export const mail: Command = {
  usage: "plinth mail [--count N] [--json]",
  flags: {
    count: { type: "string", help: `how many (${DEFAULT_COUNT})` },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const count = Number(given.text("count") ?? DEFAULT_COUNT);
    if (!Number.isInteger(count) || count < 1) throw new UsageError("--count is a whole number");
    const mails = await listMailbox(loadSettings(terminal).dataDirectory, count);
    if (given.isSet("json")) {
      terminal.print(JSON.stringify(mails));
      return 0;
    }
    if (mails.length === 0) terminal.tell("the mailbox is empty");
    for (const { to, subject, text, sentAt } of mails) {
      terminal.print(
        `To: ${to}\nDate: ${sentAt}\nSubject: ${subject}\n\n${text}\n${"-".repeat(60)}`,
      );
    }
    return 0;
  },
};
