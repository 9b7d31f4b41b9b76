import type { Clock, StartTimer } from "#core";

/** What timers of one duration are made of: a list in the order of their ends. */
interface Waiting {
  readonly at: number;
  readonly call: () => void;
  before: Waiting | undefined;
  after: Waiting | undefined;
  isWaiting: boolean;
}

interface Queue {
  first: Waiting | undefined;
  last: Waiting | undefined;
  isTimed: boolean;
}

const remove = (queue: Queue, entry: Waiting): void => {
  if (!entry.isWaiting) return;
  entry.isWaiting = false;
  if (entry.before === undefined) queue.first = entry.after;
  else entry.before.after = entry.after;
  if (entry.after === undefined) queue.last = entry.before;
  else entry.after.before = entry.before;
};

/**
 * Timers for limits that are nearly never reached: starting and ending one touches a list only. All of
 * one duration end in the order in which they began, so that a single timer of the machine, for the
 * first of them, is enough; where that one was ended meanwhile, the timer moves on when it rings.
 * Exact; none rings early. `clock` is monotonic.
 */
export const createTimerQueue = (clock: Clock, startTimer: StartTimer): StartTimer => {
  const queues = new Map<number, Queue>();

  const arm = (queue: Queue, duration: number, milliseconds: number): void => {
    queue.isTimed = true;
    startTimer(milliseconds, () => {
      queue.isTimed = false;
      const now = clock.now();
      for (let entry = queue.first; entry !== undefined && entry.at <= now; entry = queue.first) {
        remove(queue, entry);
        entry.call();
      }
      // One of the calls may have begun the next timer of this queue itself.
      if (queue.isTimed) return;
      if (queue.first === undefined) queues.delete(duration);
      else arm(queue, duration, queue.first.at - now);
    });
  };

  const queueOf = (milliseconds: number): Queue => {
    const known = queues.get(milliseconds);
    if (known !== undefined) return known;
    const queue: Queue = { first: undefined, last: undefined, isTimed: false };
    queues.set(milliseconds, queue);
    return queue;
  };

  return (milliseconds, call) => {
    const queue = queueOf(milliseconds);
    const entry: Waiting = {
      at: clock.now() + milliseconds,
      call,
      before: queue.last,
      after: undefined,
      isWaiting: true,
    };
    if (queue.last === undefined) queue.first = entry;
    else queue.last.after = entry;
    queue.last = entry;
    if (!queue.isTimed) arm(queue, milliseconds, milliseconds);
    return () => remove(queue, entry);
  };
};
