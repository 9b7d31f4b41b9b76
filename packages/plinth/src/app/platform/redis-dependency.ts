import { monotonicClock } from "#core";
import type { Dependencies } from "#resilience";
import type { Redis, RedisState } from "#store";

/**
 * Lists Redis among what the service depends on (RES-01, RES-03). Its own guard decides: it refuses
 * within 50 ms while Redis is away, so that limits, caches and hints never wait for it, and this
 * listens. Calls pass nothing that they did not pass before.
 */
export const watchRedis = (
  redis: Pick<Redis, "state" | "onChange">,
  dependencies: Pick<Dependencies, "observe">,
): void => {
  let fault: { readonly message: string; readonly at: number } | undefined;
  const tell = dependencies.observe(
    {
      name: "redis",
      title: "Redis",
      whileDegraded: "Changes may take a little longer to show everywhere.",
    },
    () => ({
      status: redis.state().isUp ? "closed" : "open",
      reopensInMs: 0,
      refused: 0,
      running: 0,
      waiting: 0,
      lastFault:
        fault === undefined
          ? undefined
          : { message: fault.message, agoMs: monotonicClock.now() - fault.at },
    }),
  );
  const take = (state: RedisState): void => {
    // The reason may name an address: it is in the log.
    if (!state.isUp) fault = { message: "RedisUnavailable", at: monotonicClock.now() };
    tell(state.isUp ? "normal" : "degraded");
  };
  take(redis.state());
  redis.onChange(take);
};
