import { createHash } from "node:crypto";
import type { Dispatcher } from "undici";
import type { Secret } from "#core";
import { BackupFault, wordsOf } from "../fault.ts";
import { type SignedCall, signCall } from "./signature.ts";

/** A bucket of an S3-compatible store. */
export interface BucketOptions {
  /** Endpoint, bucket and perhaps a folder: https://host/bucket/folder. */
  readonly url: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: Secret;
  /** Longest wait for an answer, and between two of its pieces; default 30,000 ms. */
  readonly timeoutMs?: number;
  /** Milliseconds since the epoch; the machine's clock where it is absent. */
  readonly now?: () => number;
}

/** One call to a bucket. */
export interface BucketCall extends Pick<SignedCall, "method"> {
  /** Below the bucket. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Whether nothing may be replaced: 412 says that something is there. */
  readonly isNew?: boolean;
}

/** Calls a bucket, and understands its refusals. */
export interface BucketClient {
  /**
   * Calls until the answer is no "try again": every call may be sent again without harm. `what` begins
   * the sentence of a fault.
   */
  readonly call: (what: string, order: BucketCall) => Promise<Dispatcher.ResponseData>;
  /** All of an answer that is not long. */
  readonly textOf: (answer: Dispatcher.ResponseData) => Promise<string>;
  readonly refusal: (what: string, status: number, text: string) => BackupFault;
}

const EMPTY = createHash("sha256").digest("hex");
const MAX_ANSWER = 4 << 20;
const TRIES = 3;
/** A call may take so many times the wait for an answer. */
const WHOLE = 10;

/** The text within every element of a name; the names of keys are ours and need no entities. */
export const textsOf = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(
    ([, text = ""]) => text,
  );

const readText = async ({ body }: Dispatcher.ResponseData): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += (part as Buffer).length;
    if (size > MAX_ANSWER) throw new BackupFault("target", "the bucket answers too much");
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
};

/** Builds it. */
export const createBucketClient = (options: BucketOptions, bucket: string): BucketClient => {
  const { url: address, region, accessKey, secretKey } = options;
  const { timeoutMs = 30_000, now = Date.now } = options;
  const { origin } = new URL(address);

  const send = async (order: BucketCall): Promise<Dispatcher.ResponseData> => {
    const { method, path, query = {}, body, isNew = false } = order;
    const url = new URL(`/${bucket}${path}`, origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const payload = body === undefined ? EMPTY : createHash("sha256").update(body).digest("hex");
    const key = { region, accessKey, secretKey: secretKey.reveal() };
    // At the first call: most servers never make one, and it is large.
    const { request } = await import("undici");
    return request(url, {
      method,
      headers: {
        ...signCall(key, { method, url, payload, at: now() }),
        ...(isNew ? { "if-none-match": "*" } : {}),
      },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs * WHOLE),
      ...(body === undefined ? {} : { body }),
    });
  };

  const refusal: BucketClient["refusal"] = (what, status, text) => {
    const [code = ""] = textsOf(text, "Code");
    const isMissing = status === 404 && code !== "NoSuchBucket";
    // 409: somebody else's upload under that name is under way.
    const isTaken = status === 412 || (status === 409 && code === "ConditionalRequestConflict");
    const kind = isMissing ? "missing" : isTaken ? "refused" : "target";
    return new BackupFault(kind, `${what} in ${address}: it answered ${status} ${code}`.trimEnd());
  };

  return {
    call: async (what, order) => {
      for (let tries = 1; ; tries += 1) {
        let fault: BackupFault;
        try {
          const answer = await send(order);
          if (answer.statusCode < 300) return answer;
          fault = refusal(what, answer.statusCode, await readText(answer));
          if (answer.statusCode < 500 && answer.statusCode !== 429) throw fault;
        } catch (error) {
          if (error instanceof BackupFault) throw error;
          fault = new BackupFault("target", `${what} in ${address}: ${wordsOf(error)}`, error);
        }
        if (tries >= TRIES) throw fault;
      }
    },
    textOf: readText,
    refusal,
  };
};
