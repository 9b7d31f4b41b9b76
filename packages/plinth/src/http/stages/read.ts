import { platformErrors } from "#core";
import type { RoutePolicy } from "#policy";
import type { RequestContext, Stage } from "../request/context.ts";
import { isJsonMediaType, JsonFault, parseStrictJson } from "./json.ts";

const hasBody = (context: RequestContext): boolean => {
  const { headers } = context.raw;
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
};

const tooLarge = (limitBytes: number) =>
  platformErrors.make.PAYLOAD_TOO_LARGE({
    detail: `The body is larger than ${limitBytes} bytes.`,
    extra: { limitBytes },
    // What is left of the body is not read; the connection cannot be used again.
    headers: { Connection: "close" },
  });

/** Collects the body, and stops at the first byte over the limit (VAL-05). */
const collect = (context: RequestContext, limitBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { raw } = context;
    const chunks: Buffer[] = [];
    let size = 0;
    raw.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        raw.pause();
        raw.removeAllListeners("data");
        reject(tooLarge(limitBytes));
        return;
      }
      chunks.push(chunk);
    });
    raw.on("end", () =>
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)),
    );
    raw.on("error", () =>
      reject(platformErrors.make.REQUEST_TIMEOUT({ headers: { Connection: "close" } })),
    );
  });

const decoder = new TextDecoder("utf-8", { fatal: true });

const parseBody = (bytes: Buffer): unknown => {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [{ field: "body", rule: "encoding", message: "is not UTF-8 text" }],
    });
  }
  try {
    return parseStrictJson(text);
  } catch (fault) {
    const message = fault instanceof JsonFault ? fault.message : "is not valid JSON";
    throw platformErrors.make.VALIDATION_ERROR({
      detail: `The body cannot be read: ${message}.`,
      faults: [{ field: "body", rule: "json", message }],
    });
  }
};

const readJson =
  (limitBytes: number, mediaTypes: readonly string[]): Stage =>
  async (context) => {
    if (!hasBody(context)) {
      throw platformErrors.make.VALIDATION_ERROR({
        faults: [{ field: "body", rule: "required", message: "is missing" }],
      });
    }
    if (!isJsonMediaType(context.header("content-type"), mediaTypes)) {
      throw platformErrors.make.UNSUPPORTED_MEDIA_TYPE({
        headers: { "Accept-Post": ["application/json", ...mediaTypes].join(", ") },
      });
    }
    const encoding = context.header("content-encoding");
    if (encoding !== undefined && encoding !== "identity") {
      throw platformErrors.make.UNSUPPORTED_MEDIA_TYPE({
        detail: "Compressed bodies are not accepted.",
      });
    }
    if (Number(context.header("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
    const bytes = await collect(context, limitBytes);
    context.rawBody = bytes;
    context.body = parseBody(bytes);
  };

/** A route without a body schema takes no body; an empty JSON object is let pass as none. */
const refuseBody: Stage = (context) => {
  if (!hasBody(context)) return undefined;
  return discardEmptyBody(context);
};

const discardEmptyBody = async (context: RequestContext): Promise<void> => {
  const bytes = await collect(context, 64);
  context.rawBody = bytes;
  const text = bytes.toString("latin1").trim();
  if (text !== "" && text !== "{}") {
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [{ field: "body", rule: "unexpected", message: "this route takes no body" }],
    });
  }
};

/**
 * The stage that reads what the policy allows to be read. Forms with files are not read here: a
 * stage of their own takes them in once the caller is known and within limits.
 */
export const readStage = (policy: RoutePolicy): Stage | undefined => {
  if (policy.upload !== null) return undefined;
  return policy.body === null ? refuseBody : readJson(policy.bodyLimit, policy.mediaTypes);
};
