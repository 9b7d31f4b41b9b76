import { mkdir, readdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, IdGenerator } from "#core";
import { ifThere } from "#core";
import type { Logger } from "#telemetry";
import type { Mailer, StoredMail } from "./mail.ts";

const KEPT = 200;
/** Time, number within this process, id: names in their order are mails in theirs. */
const NAME = /^\d{13}-\d{6}-[0-9a-f-]{36}\.json$/;

/** Names of the mails, oldest first. */
const listNames = async (directory: string): Promise<readonly string[]> =>
  ((await ifThere(readdir(directory))) ?? []).filter((name) => NAME.test(name)).toSorted();

const readMail = async (path: string): Promise<StoredMail | undefined> => {
  try {
    return JSON.parse(await readFile(path, "utf8")) as StoredMail;
  } catch {
    // Removed by the bound since it was listed, or not ours.
    return undefined;
  }
};

/** The mailbox of a data directory. */
export const mailboxDirectory = (dataDirectory: string): string => join(dataDirectory, "mail");

/**
 * The newest `limit` mails of a data directory, newest first; also while no application runs on it.
 */
export const listMailbox = async (
  dataDirectory: string,
  limit: number,
): Promise<readonly StoredMail[]> => {
  const directory = mailboxDirectory(dataDirectory);
  const names = (await listNames(directory)).toReversed().slice(0, Math.max(0, limit));
  const mails = await Promise.all(names.map((name) => readMail(join(directory, name))));
  return mails.filter((mail) => mail !== undefined);
};

/**
 * A mailbox of files for development: one a mail, readable by the owner only, the newest 200 kept.
 * The log says that a mail was written and where, never what is in it.
 */
export const createFileMailbox = (options: {
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly log: Logger;
}): Mailer => {
  const { dataDirectory, clock, newId, log } = options;
  const directory = mailboxDirectory(dataDirectory);
  let written = 0;

  const removeOldest = async (): Promise<void> => {
    const names = await listNames(directory);
    const surplus = names.slice(0, Math.max(0, names.length - KEPT));
    // Two at once may both want to remove the same file.
    await Promise.all(surplus.map((name) => unlink(join(directory, name)).catch(() => undefined)));
  };

  return {
    kind: "mailbox",
    send: async (mail) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const { id = newId(), to, replyTo, subject, text, html } = mail;
      const now = clock.now();
      const answers = replyTo === undefined ? {} : { replyTo };
      const said = { to, ...answers, subject, text, ...(html === undefined ? {} : { html }) };
      const stored: StoredMail = { id, ...said, sentAt: new Date(now).toISOString() };
      written = (written + 1) % 1_000_000;
      const order = `${String(now).padStart(13, "0")}-${String(written).padStart(6, "0")}`;
      const path = join(directory, `${order}-${id}.json`);
      await writeFile(`${path}.part`, `${JSON.stringify(stored, null, 2)}\n`, {
        mode: 0o600,
        flag: "wx",
      });
      // A reader sees the whole mail or none.
      await rename(`${path}.part`, path);
      await removeOldest();
      log.info("a mail was written to the development mailbox; read it with: plinth mail", {
        mailId: id,
      });
    },
    recent: (limit) => listMailbox(dataDirectory, limit),
    forget: async (address) => {
      for (const name of await listNames(directory)) {
        const path = join(directory, name);
        if ((await readMail(path))?.to === address) await unlink(path).catch(() => undefined);
      }
    },
    close: () => undefined,
  };
};
