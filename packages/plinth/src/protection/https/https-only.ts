import { platformErrors } from "#core";
import { originForm, type Stage, type StageFactory } from "#http";
import type { Logger } from "#telemetry";

/** How callers over plain HTTP are sent to HTTPS. */
export interface HttpsOnlyOptions {
  /** The https origin to go to; never what the request says of itself. */
  readonly publicUrl: () => string;
  /** Paths that answer over plain HTTP too. */
  readonly exemptPaths: readonly string[];
  readonly log: Pick<Logger, "warn">;
}

/**
 * Builds the stage that sends everybody who speaks plain HTTP to HTTPS (WEB-09). What a declared
 * proxy says about its client counts; what anybody else says does not. 308 keeps the method, and the
 * body is not read: the client sends it again, this time unseen by others.
 */
export const createHttpsOnly = (options: HttpsOnlyOptions): StageFactory => {
  const exempt = new Set(options.exemptPaths);
  let isTold = false;

  const redirect: Stage = (context) => {
    if (context.secure) return;
    if (context.header("x-forwarded-proto") === "https" && !isTold) {
      isTold = true;
      options.log.warn(
        "somebody who is no declared proxy says that it ended HTTPS; if it is your proxy, browsers now go round in circles: name it in TRUSTED_PROXIES",
        { address: context.clientAddress },
      );
    }
    const target = originForm(context.raw.url ?? "/") ?? "/";
    throw platformErrors.make.HTTPS_REQUIRED({
      headers: { Location: `${options.publicUrl()}${target}`, Connection: "close" },
    });
  };
  return ({ path, method }) => (method === "GET" && exempt.has(path) ? undefined : redirect);
};
