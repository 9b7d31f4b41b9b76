import type { RunningApplication } from "#app";

const HARD_STOP_MS = 30_000;

/** An uncaught fault is logged, requests in flight are drained, the supervisor starts us again. */
export const drainOnFault = (application: RunningApplication): void => {
  const onFault = (fault: unknown): void => {
    application.log.fatal("uncaught fault; draining", { error: fault });
    setTimeout(() => process.exit(70), HARD_STOP_MS).unref();
    application.stop().then(
      () => process.exit(70),
      () => process.exit(70),
    );
  };
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
};
