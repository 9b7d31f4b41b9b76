import { type AnswerKeeper, keyedView, type PreparedAnswer, type Principal } from "#http";
import type { ReuseDeclaration, RoutePolicy } from "#policy";
import type { AnswerCaches, CacheView, KeptAnswer } from "#services/cache";

const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    : null;

/** All of a caller that an answer may depend on, beside the account, which is apart from the key. */
const callerOf = (principal: Principal | undefined): unknown =>
  principal === undefined
    ? null
    : [
        principal.userId,
        principal.role,
        principal.permissions,
        principal.tier,
        principal.sessionId,
        principal.method,
        principal.assurance,
        principal.authenticatedAt,
        principal.lacksSecondFactor,
        principal.key ?? null,
      ];

/** Only whole good answers are kept, and none that hands a cookie to one caller. */
const isKeepable = ({ status, headers }: PreparedAnswer): boolean =>
  status === 200 &&
  !headers.some((text, index) => index % 2 === 0 && text.toLowerCase() === "set-cookie");

/**
 * Builds the keeper of a route with `reuse`: all who ask the same at once wait for one run of its
 * code. A fault is nobody else's: whoever waited for a run that failed runs the code for itself.
 */
export const reusedAnswers = (
  policy: RoutePolicy,
  declared: ReuseDeclaration | undefined,
  {
    answers: caches,
    application,
  }: { readonly answers: AnswerCaches; readonly application: { readonly version: string } },
): AnswerKeeper | undefined => {
  const { reuse, path } = policy;
  if (reuse === undefined || declared === undefined) return undefined;
  const { vary } = reuse;
  const freshMs = reuse.seconds * 1000;
  const isForCallers = reuse.by === "caller";
  const entries = isForCallers ? undefined : caches.everyone();
  const personal = isForCallers ? caches.callers() : undefined;

  const viewFor = (principal: Principal | undefined): CacheView<KeptAnswer> | undefined =>
    entries ?? personal?.of(principal?.userId ?? "nobody");

  return async (context, produce) => {
    const { params, query, principal } = context;
    const added: string[] = [];
    let own: Promise<PreparedAnswer> | undefined;
    const make = (): Promise<PreparedAnswer> => {
      own ??= produce(keyedView(context, vary, added)).then((answer) => ({
        ...answer,
        headers: [...answer.headers, ...added],
      }));
      return own;
    };
    const fields = vary.map((name) => context.header(name) ?? null);
    const caller = isForCallers ? callerOf(principal) : null;
    // Nodes of two versions may share a cache for a while: none gives what the other made.
    const key = JSON.stringify([
      application.version,
      path,
      sorted(params),
      sorted(query),
      fields,
      caller,
    ]);
    const tags = typeof declared.tags === "function" ? declared.tags({ params, query }) : [];
    const compute = async (): Promise<KeptAnswer | undefined> => {
      const answer = await make();
      return isKeepable(answer) ? answer : undefined;
    };
    try {
      const kept = await viewFor(principal)?.wrap(key, compute, {
        tags: [...tags, ...(reuse.tags === "computed" ? [] : reuse.tags)],
        freshMs,
      });
      if (kept !== undefined && own === undefined) return kept;
    } catch {
      // Our own fault comes out below; that of somebody else says nothing about our call.
    }
    return make();
  };
};
