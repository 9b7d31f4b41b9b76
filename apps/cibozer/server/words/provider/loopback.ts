import type { OutboundClient } from "plinth";

/**
 * Calls a service on this machine, which the client for the internet refuses. The settings let such an
 * address through in development and test only; nothing but it is ever called.
 */
export const createLoopbackClient = (origin: string): OutboundClient => ({
  request: async (url, request = {}) => {
    const target = new URL(url);
    if (target.origin !== origin)
      throw new RangeError("only the service of the settings is called");
    const {
      method = "GET",
      headers = {},
      body,
      signal,
      timeoutMs = 10_000,
      maxBytes = 0,
    } = request;
    const limit = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(target, {
      method,
      headers,
      redirect: "error",
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      ...(typeof body === "string" ? { body } : {}),
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new RangeError("the answer is too large");
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const text = () => bytes.toString("utf8");
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      url: target.href,
      bytes,
      text,
      json: () => JSON.parse(text()) as unknown,
    };
  },
});
