import { UsageError } from "../../command.ts";
import { type Instance, type InstanceOptions, startInstance } from "../../instance/instance.ts";
import { FORWARDED } from "../../instance/settings.ts";
import type { Effort } from "../run.ts";

/** How much worse a mean may be before it counts; tails and starts vary more than the rest. */
export const MARGIN = { usual: 0.15, start: 0.3, tail: 1 } as const;

/** What the parts of a bench work on. */
export interface Subject extends InstanceOptions {
  readonly effort: Effort;
  readonly endpoint: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Somebody who may call the endpoint; nobody where the application has no sessions. */
const headersFor = async (instance: Instance): Promise<Readonly<Record<string, string>>> => {
  if (!instance.routes.includes("POST /api/v1/auth/signin")) return {};
  return { Cookie: await instance.signIn() };
};

/**
 * Starts an instance whose limits nobody meets, for as long as it is used.
 * @throws {UsageError} where the endpoint does not answer.
 */
export const withInstance = async <T>(
  subject: Subject,
  use: (instance: Instance, headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> => {
  const instance = await startInstance(subject);
  try {
    const route = `GET ${subject.endpoint}`;
    const headers = await headersFor(instance);
    const all = ["GET /", "GET /ready", "GET /metrics", route];
    await instance.liftLimits(all.filter((one) => instance.routes.includes(one)));
    const answer = await fetch(`${instance.url}${subject.endpoint}`, {
      headers: { ...FORWARDED, ...headers },
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    if (!answer.ok) {
      throw new UsageError(
        `${route} answers ${answer.status}; name one with --endpoint that answers a signed-in person`,
      );
    }
    return await use(instance, headers);
  } finally {
    await instance.stop();
  }
};
