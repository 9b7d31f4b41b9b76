import type { Redis as Client } from "ioredis";
import { BootError, type StartTimer } from "#core";
import { createClient, endClient, jitterFrom } from "./client.ts";
import { type Redis, type RedisOptions, type RedisScript, RedisUnavailable } from "./contract.ts";
import { parseFigures } from "./figures.ts";
import { createGuard, type Guard } from "./guard.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";
import { parseRedisUrl } from "./url.ts";

/** Longest wait for the first connection; without one the start goes on, degraded. */
const START_LIMIT_MS = 2_500;
const PROBE_KEY_MS = 60_000;
/**
 * A script that writes, as limits do: a server that takes one and not the other counts nothing. What
 * it gives back is new each time, because some middle man may say OK to everything.
 */
const PROBE_SCRIPT =
  'redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[1]) return redis.call("GET", KEYS[1])';
const PROBE_BYTES = 8;

/** Answers that no waiting repairs: somebody has to change REDIS_URL or the server. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|invalid password|invalid username-password/i, "user or password is wrong"],
  [/NOAUTH|Authentication required/i, "the server wants a password"],
  [/DB index is out of range|invalid DB index/i, "the server has no database of that number"],
  [/NOPERM/i, "the user may not run the commands that are needed"],
  [/certificate|CERT_|self.signed|altnames/i, "the certificate of the server is not trusted"],
];

const textOf = (fault: unknown): string => {
  if (!(fault instanceof Error)) return String(fault);
  const { code } = fault as NodeJS.ErrnoException;
  return code === undefined ? fault.message : `${code} ${fault.message}`;
};

const refusalIn = (fault: unknown): string | undefined =>
  REFUSALS.find(([pattern]) => pattern.test(textOf(fault)))?.[1];

/** What is told of a fault: its code, never an address or a URL. */
const reasonOf = (fault: unknown): string => {
  const refusal = refusalIn(fault);
  if (refusal !== undefined) return refusal;
  return (fault as NodeJS.ErrnoException | undefined)?.code ?? "the connection was lost";
};

/** Rings after the sockets had their turn: an answer that is already there is not late. */
const afterSockets: StartTimer = (milliseconds, call) => {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    turn = setImmediate(call);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
};

/** Tells the guard what the connection does. */
const watch = (client: Client, guard: Guard, onFault: (fault: unknown) => void): void => {
  let last: unknown;
  client.on("error", (fault: unknown) => {
    last = fault;
    onFault(fault);
    // The driver goes on in database 0, which is somebody else's.
    if (refusalIn(fault) !== undefined) client.disconnect(true);
  });
  client.on("ready", () => {
    last = undefined;
    guard.connected();
  });
  client.on("close", () => guard.disconnected(reasonOf(last)));
};

const refused = (refusal: string): BootError =>
  new BootError([`REDIS_URL cannot be used: ${refusal}`]);

/**
 * Waits for the first answer. A server that cannot be reached is no reason not to start; one that
 * refuses is, because nothing but a human changes that.
 */
const settleStart = async (client: Client, guard: Guard): Promise<void> => {
  const { promise: settled, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, START_LIMIT_MS);
  const stopListening = guard.onChange(() => resolve());
  const onError = (fault: unknown): void => {
    const refusal = refusalIn(fault);
    if (refusal !== undefined) reject(refused(refusal));
  };
  client.on("error", onError);
  client.once("close", () => setImmediate(resolve));
  try {
    void client.connect().catch(() => undefined);
    await settled;
    // A user without rights connects well, and is refused by the first thing it does.
    const state = guard.state();
    const refusal = state.isUp ? undefined : refusalIn(new Error(state.reason));
    if (refusal !== undefined) throw refused(refusal);
  } finally {
    clearTimeout(timer);
    stopListening();
    client.off("error", onError);
  }
};

/**
 * Opens Redis. Starts also where it cannot be reached, and finds it when it comes.
 * @throws {BootError} when the URL is none, or the server refuses user, password, database or
 * certificate.
 * @example
 * const redis = await openRedis({ url, namespace: "plinth", poolTimeoutMs: 30_000, random });
 */
export const openRedis = async (options: RedisOptions): Promise<Redis> => {
  const { namespace, poolTimeoutMs, startTimer = afterSockets } = options;
  const onFault = options.onFault ?? (() => undefined);
  const address = parseRedisUrl(options.url);
  const jitter = jitterFrom(options.random);
  const client = await createClient(address, jitter);
  const probe = async (): Promise<void> => {
    const value = Buffer.from(options.random.bytes(PROBE_BYTES)).toString("hex");
    const kept = await client.eval(PROBE_SCRIPT, 1, `${namespace}:probe`, PROBE_KEY_MS, value);
    if (kept !== value) throw new RedisUnavailable("it does not keep what it is given");
  };
  const guard = createGuard({ startTimer, probe, jitter });
  watch(client, guard, onFault);
  // Made with the first subscription, but created here because that is where waiting is allowed.
  const subscriber = await createClient(address, jitter);
  subscriber.on("error", onFault);
  let subscriptions: Subscriptions | undefined;

  const close = async (): Promise<void> => {
    guard.close();
    subscriptions?.close();
    await Promise.all([endClient(client), endClient(subscriber)]);
  };
  try {
    await settleStart(client, guard);
  } catch (fault) {
    await close();
    throw fault;
  }

  const subscribed = (): Subscriptions => {
    if (subscriptions === undefined) {
      subscriptions = createSubscriptions(subscriber, startTimer, onFault);
      void subscriber.connect().catch(() => undefined);
    }
    return subscriptions;
  };
  const run = async (
    { digest, text }: RedisScript,
    keys: number,
    parameters: readonly (string | number)[],
  ): Promise<unknown> => {
    try {
      return await client.evalsha(digest, keys, ...parameters);
    } catch (fault) {
      // After a restart or SCRIPT FLUSH the server knows no scripts.
      if (!textOf(fault).includes("NOSCRIPT")) throw fault;
      return client.eval(text, keys, ...parameters);
    }
  };
  const call: Redis["call"] = (command, ...values) =>
    guard.run(() => client.call(command, ...values), poolTimeoutMs);

  return {
    namespace,
    state: guard.state,
    onChange: guard.onChange,
    evaluate: (script, keys, values, withinMs, read) =>
      guard.run(async () => read(await run(script, keys.length, [...keys, ...values])), withinMs),
    call,
    subscribe: (channel, listener) => subscribed().add(channel, listener),
    figures: async () => parseFigures(String(await call("INFO"))),
    close,
  };
};
