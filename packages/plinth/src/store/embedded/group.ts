import type { SqliteConnection } from "./database.ts";
import { toWireFault } from "./database.ts";
import type { RunCommand, WireFault, WriterMessage, WriterReply } from "./protocol.ts";

const GROUP_MEMBERS = 512;
const GROUP_MS = 10;

/** What a group needs from its thread. */
export interface GroupOptions {
  readonly connection: SqliteConnection;
  readonly send: (message: WriterMessage) => void;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** @throws when the database file is no longer where it was opened. */
  readonly assertInPlace: () => void;
  /** Called when a commit is durable, before anybody is answered. */
  readonly onDurable?: () => void;
}

/** One SQLite transaction that several callers share, and their answers until its commit. */
export interface Group {
  readonly isOpen: () => boolean;
  readonly isFull: () => boolean;
  /** @throws when the database is locked or broken. */
  readonly open: () => void;
  /** Runs one statement. A fault that ended the whole transaction ends the group. */
  readonly attempt: (command: RunCommand) => WriterReply;
  /** Keeps an answer until the commit; answers at once when the group has ended. */
  readonly hold: (reply: WriterReply) => void;
  /** Ends the group with one failure for everybody in it. */
  readonly fail: (fault: WireFault) => void;
  /** Makes everything durable, then answers everybody; true when it did. */
  readonly commit: () => boolean;
}

/** The answer to a command that failed. */
export const failedReply = (id: number, fault: WireFault): WriterReply => ({
  id,
  ok: false,
  fault,
});

/** Builds the group of a writer; it is opened and ended again and again. */
export const createGroup = ({
  connection,
  send,
  now,
  assertInPlace,
  onDurable,
}: GroupOptions): Group => {
  const { database, run } = connection;
  let held: WriterReply[] = [];
  let openedAt: number | undefined;

  const end = (replies: readonly WriterReply[], flushes: number): void => {
    held = [];
    openedAt = undefined;
    send({ replies, flushes });
  };

  const fail = (fault: WireFault): void => {
    if (database.isTransaction) {
      run("ROLLBACK", []);
    }
    end(
      held.map((reply) => failedReply(reply.id, fault)),
      0,
    );
  };

  return {
    isOpen: () => openedAt !== undefined,
    isFull: () =>
      openedAt !== undefined && (held.length >= GROUP_MEMBERS || now() - openedAt >= GROUP_MS),
    open: () => {
      if (openedAt === undefined) {
        run("BEGIN IMMEDIATE", []);
        openedAt = now();
      }
    },
    attempt: (command) => {
      try {
        return { id: command.id, ok: true, result: run(command.sql, command.parameters) };
      } catch (error) {
        const fault = toWireFault(error);
        // On a full disk or an input or output error SQLite itself ends the transaction.
        if (!database.isTransaction) {
          fail(fault);
        }
        return failedReply(command.id, fault);
      }
    },
    hold: (reply) => {
      if (openedAt === undefined) {
        send({ replies: [reply], flushes: 0 });
      } else {
        held.push(reply);
      }
    },
    fail,
    commit: () => {
      if (openedAt === undefined) {
        return false;
      }
      try {
        assertInPlace();
        run("COMMIT", []);
        onDurable?.();
      } catch (error) {
        fail(toWireFault(error));
        return false;
      }
      end(held, 1);
      return true;
    },
  };
};
