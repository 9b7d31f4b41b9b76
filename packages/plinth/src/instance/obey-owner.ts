import type { Asked, Order, Report } from "./messages.ts";

/** What a throwaway instance does for the process that started it. */
export interface Obedience<A extends Asked> {
  /** Carries out an order; what it throws is reported by its message. */
  readonly obey: (asked: A) => unknown;
  /** Stops what was started, before the process ends by SIGTERM. */
  readonly stop: () => Promise<void>;
}

const report = (said: Report): void => {
  process.send?.(said);
};

/** Takes orders from the process that started this one, and ends with it or when it says so. */
export const obeyOwner = <A extends Asked>({ obey, stop }: Obedience<A>): void => {
  process.on("message", async (message) => {
    const order = message as Order<A>;
    const { id } = order;
    try {
      report({ id, ok: true, value: await obey(order) });
    } catch (fault) {
      report({ id, ok: false, reason: fault instanceof Error ? fault.message : String(fault) });
    }
  });
  // Whoever started it is gone: so is it, whatever it was doing.
  process.once("disconnect", () => process.exit());
  process.on("SIGTERM", () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(70),
    );
  });
};
