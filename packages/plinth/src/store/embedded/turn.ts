import type { SqliteConnection } from "./database.ts";
import { toWireFault } from "./database.ts";
import { failedReply, type Group } from "./group.ts";
import { emptyResult, type RunCommand, type WriterReply } from "./protocol.ts";

/** Statements of their own carry this instead of a transaction's number. */
export const NO_TURN = 0;

/** The transaction that has the writer now: a savepoint inside the group. */
export interface Turn {
  readonly isTaken: () => boolean;
  readonly isHeldBy: (turn: number) => boolean;
  /** Starts a transaction with its first statement, or runs a statement of its own. */
  readonly start: (command: RunCommand) => void;
  /** Runs a further statement; answered at once, because its caller goes on with the answer. */
  readonly run: (command: RunCommand) => void;
  /** Ends the transaction; a commit is answered with its group. */
  readonly end: (kind: "commit" | "rollback", id: number) => void;
}

/** Builds the turn of a writer. */
export const createTurn = (
  { run }: SqliteConnection,
  group: Group,
  answer: (reply: WriterReply) => void,
): Turn => {
  let holder = NO_TURN;

  const runInTurn = (command: RunCommand): void => {
    answer(group.attempt(command));
    if (!group.isOpen()) {
      holder = NO_TURN;
    }
  };

  return {
    isTaken: () => holder !== NO_TURN,
    isHeldBy: (turn) => holder === turn,
    start: (command) => {
      try {
        group.open();
        if (command.turn !== NO_TURN) {
          run("SAVEPOINT turn", []);
        }
      } catch (error) {
        answer(failedReply(command.id, toWireFault(error)));
        return;
      }
      if (command.turn === NO_TURN) {
        group.hold(group.attempt(command));
      } else {
        holder = command.turn;
        runInTurn(command);
      }
    },
    run: runInTurn,
    end: (kind, id) => {
      holder = NO_TURN;
      try {
        if (kind === "rollback") {
          run("ROLLBACK TO turn", []);
        }
        run("RELEASE turn", []);
      } catch (error) {
        group.fail(toWireFault(error));
        answer(failedReply(id, toWireFault(error)));
        return;
      }
      const reply: WriterReply = { id, ok: true, result: emptyResult };
      if (kind === "commit") {
        group.hold(reply);
      } else {
        answer(reply);
      }
    },
  };
};
