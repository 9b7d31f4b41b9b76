/** The part of `fetch` the client uses, so that tests and workers can hand in their own. */
export type FetchLike = (input: string, init: RequestInit) => Promise<Response>;

/** Hears how much of a form has left: 0 to 1. */
export type OnSent = (share: number) => void;

const headersOf = (request: XMLHttpRequest): Headers => {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().split("\r\n")) {
    const at = line.indexOf(":");
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return headers;
};

/**
 * A `fetch` for forms with files that tells how far it is: the platform's own cannot. Aborts and
 * failures reject as those of `fetch` do.
 */
export const createFormFetch =
  (onSent: OnSent): FetchLike =>
  (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const { signal } = init;
      const abort = (): void => request.abort();
      const fail = (): void => reject(new TypeError("the form could not be sent"));
      request.open(init.method ?? "POST", input);
      new Headers(init.headers).forEach((value, name) => {
        request.setRequestHeader(name, value);
      });
      request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
        if (lengthComputable) onSent(total === 0 ? 1 : loaded / total);
      };
      request.onload = () => {
        const hasBody = request.status !== 204 && request.status !== 205 && request.status !== 304;
        const body = hasBody ? request.responseText : null;
        resolve(new Response(body, { status: request.status, headers: headersOf(request) }));
      };
      request.onerror = fail;
      request.onabort = fail;
      request.onloadend = () => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort);
      if (signal?.aborted === true) fail();
      else request.send(init.body as FormData);
    });
