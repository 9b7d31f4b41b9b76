import type { ManualClock } from "#core";
import type { Connection, RawAnswer } from "./connection.ts";
import type { Caller } from "./requests.ts";
import { REACHED } from "./stand-in.ts";

/** What cases work with. */
export interface Bench {
  readonly clock: ManualClock;
  readonly connect: () => Promise<Connection>;
  /** Somebody whom no limit has seen. */
  readonly newCaller: () => Caller;
  /** Resolves when the code of a route begins to hang. */
  readonly hung: () => Promise<void>;
  /** Calls that a rule would have refused so far, had it not run dry. */
  readonly wouldBlock: (rule: string, by: string) => number;
}

/** Whether the code behind the route was reached. */
export const isAdmitted = ({ status }: RawAnswer): boolean =>
  (status >= 200 && status < 400) || status === REACHED;

/** Ends a case when something is not as the policy says. */
export const check = (isTrue: boolean, otherwise: string): void => {
  if (!isTrue) throw new Error(otherwise);
};

/** Works with a connection and closes it. */
export const withConnection = async <T>(
  bench: Bench,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await bench.connect();
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
};
