import type { LogOrder } from "../log/contract.ts";
import type { WriterCommand, WriterMessage, WriterReply } from "../protocol.ts";

// Between threads everything is copied. An array of plain values costs a third of what objects with
// names cost, and it is copied for every write.

/** Commands on their way. */
export interface WireCommands {
  /** Kind, id, turn, and what else a kind has; and again. */
  readonly packed: readonly unknown[];
  /** Whether a further message is sure to come before this thread does anything else. */
  readonly isMoreComing: boolean;
}

/** Answers on their way: those of plain writes as numbers, the others as they are. */
export interface WireMessage {
  /** Id, rows changed or -1, duration in milliseconds; and again. */
  readonly done: readonly number[];
  readonly others: readonly WriterReply[];
  readonly flushes: number;
}

const KINDS = ["run", "commit", "rollback", "check", "close", "log"] as const;
const RUN = 0;
const RUN_LENGTH = 7;
const OTHER_LENGTH = 3;
const DONE_LENGTH = 3;

/** Packs commands in their order. */
export const packCommands = (
  commands: readonly WriterCommand[],
  isMoreComing: boolean,
): WireCommands => {
  const packed: unknown[] = [];
  for (const command of commands) {
    if (command.kind === "run") {
      const { id, turn, first, sql, parameters, startBefore } = command;
      packed.push(RUN, id, turn, first, sql, parameters, startBefore);
    } else if (command.kind === "log") {
      packed.push(KINDS.indexOf(command.kind), command.id, command.order);
    } else {
      packed.push(KINDS.indexOf(command.kind), command.id, "turn" in command ? command.turn : 0);
    }
  }
  return { packed, isMoreComing };
};

/** What `packCommands` packed. */
export const unpackCommands = ({ packed }: WireCommands): readonly WriterCommand[] => {
  const commands: WriterCommand[] = [];
  for (let at = 0; at < packed.length; ) {
    const kind = KINDS[packed[at] as number];
    const [id, turn] = [packed[at + 1], packed[at + 2]];
    if (kind === "run") {
      const [first, sql, parameters, startBefore] = packed.slice(at + 3, at + RUN_LENGTH);
      commands.push({ kind, id, turn, first, sql, parameters, startBefore } as WriterCommand);
      at += RUN_LENGTH;
    } else if (kind === "log") {
      commands.push({ kind, id: id as number, order: turn as LogOrder });
      at += OTHER_LENGTH;
    } else {
      commands.push({ kind, id, turn } as WriterCommand);
      at += OTHER_LENGTH;
    }
  }
  return commands;
};

/** Packs what the writer says. */
export const packMessage = ({ replies, flushes }: WriterMessage): WireMessage => {
  const done: number[] = [];
  const others: WriterReply[] = [];
  for (const reply of replies) {
    if (reply.ok && reply.result.rows.length === 0) {
      done.push(reply.id, reply.result.affected ?? -1, reply.result.durationMs);
    } else {
      others.push(reply);
    }
  }
  return { done, others, flushes };
};

/** What `packMessage` packed. */
export const unpackMessage = ({ done, others, flushes }: WireMessage): WriterMessage => {
  const replies: WriterReply[] = [];
  for (let at = 0; at < done.length; at += DONE_LENGTH) {
    const [id = 0, affected = -1, durationMs = 0] = [done[at], done[at + 1], done[at + 2]];
    const result = affected < 0 ? { rows: [], durationMs } : { rows: [], affected, durationMs };
    replies.push({ id, ok: true, result });
  }
  return { replies: [...replies, ...others], flushes };
};
