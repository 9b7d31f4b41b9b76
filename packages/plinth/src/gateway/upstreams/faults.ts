/** What became of an attempt that brought no answer. */
export type Failure =
  /** Nobody listens, or there is no way: the upstream has seen nothing. */
  | "refused"
  /** No connection in time: the upstream has seen nothing. */
  | "unreachable"
  /** The connection broke, or what came was no answer: the upstream may have acted. */
  | "broken";

const REFUSED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EACCES"];
const UNREACHABLE = ["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"];

/** What a fault of the client library means. */
export const failureOf = (fault: unknown): Failure => {
  const code = (fault as NodeJS.ErrnoException | undefined)?.code ?? "";
  if (REFUSED.includes(code)) return "refused";
  return UNREACHABLE.includes(code) ? "unreachable" : "broken";
};
