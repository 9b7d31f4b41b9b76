import {
  AppError,
  type Clock,
  type Events,
  platformErrors,
  type Random,
  type StartTimer,
} from "#core";
import type { RequestContext, Stage, StageFactory } from "#http";
import type { Metrics } from "#telemetry";
import { requireBoundary } from "./intake/boundary.ts";
import { type Incoming, openIncoming } from "./intake/incoming.ts";
import { formTooLarge } from "./intake/read-body.ts";
import { compileReceiver } from "./intake/receive.ts";

/** What the intake of files is made from. */
export interface UploadsOptions {
  /** Below it stand files while their request lasts. */
  readonly dataDirectory: string;
  readonly random: Random;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly events: Events;
  readonly metrics: Metrics;
  /** Longest time in which no byte of a form arrives, in milliseconds. */
  readonly idleMs?: number;
}

/** The two stages of the intake; routes without files get neither. */
export interface Uploads {
  /** Looks at the head alone: type and size, before anybody is asked who they are. */
  readonly read: StageFactory;
  /** Reads the form; comes behind authentication and limits, so that strangers fill no disk. */
  readonly receive: StageFactory;
}

const IDLE_MS = 10_000;

const RESULTS: Readonly<Record<string, string>> = {
  FILE_TOO_LARGE: "too_large",
  PAYLOAD_TOO_LARGE: "too_large",
  FILE_TYPE_REFUSED: "type_refused",
  FILE_REFUSED: "refused",
  REQUEST_TIMEOUT: "broken_off",
  VALIDATION_ERROR: "invalid",
};
const OTHER = "failed";

const isEmpty = ({ raw: { headers } }: RequestContext): boolean =>
  headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0";

/** Tells of a file that was refused; of its name and its bytes nothing. */
const announce = (events: Events, context: RequestContext, fault: AppError): void => {
  const [first] = fault.faults;
  events.emit("security", {
    name: "upload.refused",
    severity: "warning",
    requestId: context.requestId,
    clientAddress: context.clientAddress,
    ...(context.principal === undefined ? {} : { subject: context.principal.userId }),
    data: {
      method: context.route.policy.method,
      route: context.route.policy.path,
      code: fault.code,
      rule: first?.rule ?? "",
      field: first?.field ?? "",
    },
  });
};

const createCounter = (metrics: Metrics): ((result: string) => void) => {
  const counter = metrics.counter({
    name: "uploads_total",
    help: "Forms with files, by what became of them",
    labels: ["result"],
  });
  const children = new Map(
    ["accepted", ...new Set(Object.values(RESULTS)), OTHER].map((result) => [
      result,
      counter.child({ result }),
    ]),
  );
  return (result) => children.get(result)?.inc();
};

/**
 * Builds the intake of forms with files (UPL-01, UPL-02). Whatever is refused closes its connection:
 * the rest of the form is never read.
 * @throws the error of the file system at the first route with files, where the data directory cannot
 * be written.
 */
export const createUploads = (options: UploadsOptions): Uploads => {
  const { events, startTimer, idleMs = IDLE_MS } = options;
  const count = createCounter(options.metrics);
  /** Requests whose connection may be used again once their form was read. */
  const lasting = new WeakSet<RequestContext>();
  let opened: Incoming | undefined;
  const incoming = (): Incoming => {
    opened ??= openIncoming(options.dataDirectory, options.random, options.clock);
    return opened;
  };

  const refuse = (context: RequestContext, fault: unknown): void => {
    const code = fault instanceof AppError ? fault.code : "";
    count(RESULTS[code] ?? OTHER);
    if (fault instanceof AppError && code.startsWith("FILE_")) announce(events, context, fault);
  };

  return {
    read: ({ upload, bodyLimit }) => {
      if (upload === null) return undefined;
      const admit: Stage = (context) => {
        if (isEmpty(context)) return;
        // Until the form is read to its end nobody knows where the next request begins.
        if (context.rawReply.shouldKeepAlive) lasting.add(context);
        context.rawReply.shouldKeepAlive = false;
        requireBoundary(context.header("content-type"));
        const encoding = context.header("content-encoding");
        if (encoding !== undefined && encoding !== "identity") {
          const detail = "Compressed bodies are not accepted.";
          throw platformErrors.make.UNSUPPORTED_MEDIA_TYPE({ detail });
        }
        if (Number(context.header("content-length") ?? 0) > bodyLimit) {
          throw formTooLarge(bodyLimit);
        }
      };
      return (context) => {
        try {
          return admit(context);
        } catch (fault) {
          refuse(context, fault);
          throw fault;
        }
      };
    },
    receive: (policy) => {
      if (policy.upload === null) return undefined;
      const receive = compileReceiver(policy, policy.upload, {
        incoming: incoming(),
        startTimer,
        idleMs,
      });
      return async (context) => {
        const hasForm = !isEmpty(context);
        try {
          const type = context.header("content-type");
          await receive(context, hasForm ? requireBoundary(type) : undefined);
        } catch (fault) {
          refuse(context, fault);
          throw fault;
        }
        if (lasting.has(context)) context.rawReply.shouldKeepAlive = true;
        count("accepted");
      };
    },
  };
};
