import { toWireFault } from "./database.ts";
import { createGroup, failedReply, type GroupOptions } from "./group.ts";
import {
  emptyResult,
  type LogCommand,
  RESULT_BUSY,
  type RunCommand,
  type WireFault,
  type WriterCommand,
  type WriterReply,
} from "./protocol.ts";
import { createTurn, NO_TURN } from "./turn.ts";

/** What the writer needs from its thread. */
export interface GroupWriterOptions extends GroupOptions {
  /** Commands that arrived while the thread was busy. */
  readonly receive: () => readonly WriterCommand[];
  /** Whether further commands are sure to come at once; false where nobody says. */
  readonly isMoreComing?: () => boolean;
  /** Called after a group was answered. */
  readonly afterGroup: (isIdle: boolean) => void;
  /** Carries out an order about the log; called between two groups. */
  readonly onLog?: (command: LogCommand) => WriterReply;
  /** Called before the connection is closed. */
  readonly beforeClose?: () => void;
}

/** Takes commands in the order they were sent. */
export interface GroupWriter {
  readonly accept: (commands: readonly WriterCommand[]) => void;
}

const ROLLED_BACK: WireFault = { message: "the transaction was rolled back", resultCode: 0 };
const NO_LOG: WireFault = { message: "nothing follows the log here", resultCode: 0 };
/** No caller has this id. */
const NOBODY = 0;
const WAITED: WireFault = { message: "waited too long for a turn", resultCode: RESULT_BUSY };

/**
 * Group commit. Statements and transactions run one after another inside one BEGIN IMMEDIATE …
 * COMMIT, each transaction as a savepoint, and share its flush; nobody is answered before it. A
 * group ends when nothing is waiting or coming, or when it is large or old enough.
 */
export const createGroupWriter = (options: GroupWriterOptions): GroupWriter => {
  const { connection, send } = options;
  const answer = (reply: WriterReply): void => send({ replies: [reply], flushes: 0 });
  const done = (id: number): WriterReply => ({ id, ok: true, result: emptyResult });
  const group = createGroup(options);
  const turn = createTurn(connection, group, answer);
  const queue: RunCommand[] = [];

  let orders: LogCommand[] = [];
  /** Orders about the log are carried out while no transaction is open. */
  const obey = (): void => {
    if (orders.length === 0 || group.isOpen()) return;
    const due = orders;
    orders = [];
    for (const order of due) {
      answer(options.onLog?.(order) ?? failedReply(order.id, NO_LOG));
    }
  };

  const commitGroup = (): void => {
    if (group.commit()) {
      options.afterGroup(queue.length === 0);
    }
    obey();
  };

  const check = (id: number): void => {
    try {
      options.assertInPlace();
      connection.run("SELECT count(*) FROM sqlite_schema", []);
      answer(done(id));
    } catch (error) {
      answer(failedReply(id, toWireFault(error)));
    }
  };

  const take = (command: WriterCommand): void => {
    switch (command.kind) {
      case "run":
        if (command.turn === NO_TURN || command.first) {
          queue.push(command);
        } else if (turn.isHeldBy(command.turn)) {
          turn.run(command);
        } else {
          answer(failedReply(command.id, ROLLED_BACK));
        }
        return;
      case "commit":
      case "rollback":
        if (turn.isHeldBy(command.turn)) {
          turn.end(command.kind, command.id);
        } else {
          // Lost together with its group.
          answer(
            command.kind === "rollback" ? done(command.id) : failedReply(command.id, ROLLED_BACK),
          );
        }
        return;
      case "check":
        check(command.id);
        return;
      case "log":
        orders.push(command);
        obey();
        return;
      case "close":
        do {
          if (turn.isTaken()) {
            turn.end("rollback", NOBODY);
          }
          pump();
        } while (turn.isTaken());
        options.beforeClose?.();
        connection.close();
        answer(done(command.id));
        return;
    }
  };

  /** What is being made at this moment comes with a message that brings the thread back here. */
  const commitUnlessMore = (): void => {
    if (options.isMoreComing?.() !== true) {
      commitGroup();
    }
  };

  /** Works until a transaction is open and has to be heard, or until nothing is left. */
  const pump = (): void => {
    while (!turn.isTaken() && connection.database.isOpen) {
      if (group.isFull()) {
        commitGroup();
      }
      const next = queue.shift();
      if (next !== undefined) {
        if (options.now() > next.startBefore) {
          answer(failedReply(next.id, WAITED));
        } else {
          turn.start(next);
        }
        continue;
      }
      const late = options.receive();
      if (late.length === 0) {
        commitUnlessMore();
        return;
      }
      for (const command of late) {
        take(command);
      }
    }
  };

  return {
    accept: (commands) => {
      for (const command of commands) {
        take(command);
      }
      pump();
    },
  };
};
