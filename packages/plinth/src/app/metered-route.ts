import { AppError, BootError, platformErrors } from "#core";
import type { RequestContext, Route } from "#http";
import type { QuotaDeclaration, QuotaGrant, QuotaKeeper, RoutePolicy } from "#policy";

/** A reservation outlives the time-out of its route by so long, then it is given back. */
const GRACE_MS = 60_000;

const amountOf = ({ cost = 1 }: QuotaDeclaration, context: RequestContext): number => {
  const amount: unknown = typeof cost === "function" ? cost(context) : cost;
  if (Number.isSafeInteger(amount) && Number(amount) >= 0) return Number(amount);
  const cause = new TypeError("the cost of a call is no whole number from 0 on");
  throw platformErrors.make.INTERNAL_SERVER_ERROR({ cause });
};

/**
 * What failed on our side is given back: a fault, or a time-out whose work came to an end after all.
 * A client who only left pays for work that was done.
 */
const endWell = (grant: QuotaGrant, signal: AbortSignal, used: number): Promise<void> =>
  signal.aborted && signal.reason instanceof AppError ? grant.refund() : grant.settle(used);

/**
 * Wraps the code of a route with a quota: reserves before it, settles after it, gives back when it
 * failed (QB-02, QB-06). It stands behind validation, so that a cost may depend on the input and
 * input that is refused costs nothing.
 */
export const meteredRoute = (
  policy: RoutePolicy,
  declared: QuotaDeclaration | undefined,
  handler: Route["handler"],
  keeper: QuotaKeeper | undefined,
): Route["handler"] => {
  const { quota } = policy;
  if (quota === undefined || declared === undefined || keeper === undefined) return handler;
  return async (context) => {
    const { principal, signal } = context;
    const amount = amountOf(declared, context);
    const grant = await keeper.reserve({
      quota,
      amount,
      userId: principal?.userId,
      keyId: principal?.key?.id,
      tier: principal?.tier ?? "",
      leaseMs: policy.timeoutMs + GRACE_MS,
      route: `${policy.method} ${policy.path}`,
      requestId: context.requestId,
      clientAddress: context.clientAddress,
    });
    try {
      // Somebody who left while we counted asked for nothing any more.
      signal.throwIfAborted();
      const result = await handler(context);
      await endWell(grant, signal, keeper.chargedFor(context) ?? amount);
      for (const entry of grant.headers) context.replyHeaders.push(entry);
      return result;
    } catch (fault) {
      await grant.refund();
      throw fault;
    }
  };
};

/**
 * Refuses routes whose quota nobody keeps.
 * @throws {BootError} naming each.
 */
export const requireMeters = (
  policies: readonly RoutePolicy[],
  keeper: QuotaKeeper | undefined,
): void => {
  const problems = policies.flatMap(({ method, path, quota }) => {
    if (quota === undefined) return [];
    const faults = keeper?.faults(quota) ?? ["add the module quotas: nobody would count"];
    return faults.map((fault) => `${method} ${path}: quota: ${fault}`);
  });
  if (problems.length > 0) throw new BootError(problems);
};
