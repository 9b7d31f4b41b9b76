import { type Clock, type IdGenerator, platformErrors } from "#core";
import { hashToken, type Sealer } from "#crypto";
import type { IdempotencyKeeper, IdempotentAnswer, IdempotentCall } from "#policy";
import type { Fencing } from "#services/fencing";
import { answerOf, answerText, refusalText } from "./answers.ts";
import { idempotencyErrors } from "./errors.ts";
import type { KeyRepository, KeyRow, Turn } from "./repository.ts";

/** For how long a key is remembered. */
export const KEPT_MS = 86_400_000;
/** A key that changes hands more often than this while one asks is busy. */
const ATTEMPTS = 3;

/** What keys are kept with. */
export interface KeepingParts {
  readonly repository: KeyRepository;
  readonly fencing: Pick<Fencing, "within">;
  /** Answers are kept sealed: they hold what their routes tell of people, and keys that are shown once. */
  readonly sealer: Pick<Sealer, "seal" | "open">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** An answer could not be kept: whoever asks again is told that it is lost. */
  readonly onFault: (error: unknown) => void;
  readonly onReplayed: () => void;
}

const inProgress = () =>
  idempotencyErrors.make.IDEMPOTENCY_IN_PROGRESS({ headers: { "Retry-After": "1" } });

const contextOf = (id: string): string => `idempotency:${id}`;

/** What a known key means for a call: an answer, a refusal, or that its worker is dead. */
const judge = (
  row: KeyRow,
  call: IdempotentCall,
  now: number,
  open: (sealed: string) => string | undefined,
): IdempotentAnswer | "dead" => {
  if (row.expires_at <= now) return "dead";
  if (row.fingerprint !== call.fingerprint) throw idempotencyErrors.make.IDEMPOTENCY_KEY_REUSED();
  if (row.answer !== null) {
    const text = open(row.answer);
    if (text === undefined) throw idempotencyErrors.make.IDEMPOTENCY_ANSWER_LOST();
    return answerOf(text);
  }
  if (row.lease_until > now) throw inProgress();
  if (row.committed === 1) throw idempotencyErrors.make.IDEMPOTENCY_ANSWER_LOST();
  return "dead";
};

/** Builds what keeps answers by key (P-090). */
export const createKeeping = (parts: KeepingParts): IdempotencyKeeper => {
  const { repository, fencing, sealer, clock, newId, onFault } = parts;
  /** Undefined where its key is gone; what has no seal is of a release that kept it plain. */
  const openAnswer = (id: string, kept: string): string | undefined =>
    kept.startsWith("{") ? kept : sealer.open(kept, contextOf(id))?.toString("utf8");
  const turns = new WeakMap<object, Turn>();

  /** The key is ours, or was answered before. */
  const begin = async (call: IdempotentCall): Promise<Turn | IdempotentAnswer> => {
    const id = hashToken(JSON.stringify([call.userId, call.route, call.key]));
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const now = clock.now();
      const row: KeyRow = {
        id,
        account_id: call.userId,
        route: call.route,
        fingerprint: call.fingerprint,
        worker: newId(),
        lease_until: now + call.leaseMs,
        committed: 0,
        answer: null,
        created_at: now,
        expires_at: now + KEPT_MS,
      };
      if (await repository.insert(row)) return row;
      const seen = await repository.find(id);
      if (seen === undefined) continue;
      const judged = judge(seen, call, now, (sealed) => openAnswer(id, sealed));
      if (judged !== "dead") return judged;
      if (await repository.takeOver(seen, row)) return row;
    }
    throw inProgress();
  };

  const keep = async (turn: Turn, text: string | undefined): Promise<void> => {
    try {
      if (text === undefined) throw new RangeError("the answer is too large to be kept");
      await repository.finish(turn, sealer.seal(text, contextOf(turn.id)));
    } catch (error) {
      onFault(error);
    }
  };

  /** Without effects the key is free again; with some, it is answered so for ever. */
  const end = async (turn: Turn, fault: unknown): Promise<void> => {
    try {
      if (await repository.release(turn)) return;
    } catch (error) {
      onFault(error);
      return;
    }
    await keep(turn, refusalText(fault));
  };

  return {
    once: async (request, call, work) => {
      const begun = await begin(call);
      if (!("worker" in begun)) {
        parts.onReplayed();
        return { answer: begun, isReplayed: true };
      }
      const turn: Turn = { id: begun.id, worker: begun.worker };
      turns.set(request, turn);
      try {
        const answer = await work();
        await keep(turn, answerText(answer));
        return { answer, isReplayed: false };
      } catch (fault) {
        await end(turn, fault);
        throw fault;
      }
    },
    fenced: (request, work) => {
      const turn = turns.get(request);
      if (turn === undefined) return work();
      const guard = async (tx: unknown): Promise<void> => {
        if (await repository.mark(turn, tx)) return;
        // Somebody took us for dead and does the work: ours must not be there beside it.
        throw platformErrors.make.CONFLICT();
      };
      return fencing.within(guard, work);
    },
  };
};
