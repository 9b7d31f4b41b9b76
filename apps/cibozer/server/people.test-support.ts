import type { TestApplication } from "plinth/testing";

/** A body, as it was read. */
export type Json = Readonly<Record<string, unknown>>;

/** Holds the rules of a good password. */
export const PASSWORD = "Correct-Horse7-battery";

/**
 * People who call an application of a test; `application` gives it once it was started. What
 * `headers` holds goes with every call.
 */
export const createPeople = (
  application: () => TestApplication,
  headers: Readonly<Record<string, string>> = {},
) => {
  /** Limits count by address: where the proxy is trusted, every call seems to come from another one. */
  let calls = 0;

  /** Calls as who has the token, as nobody without one; with a key the call may be repeated. */
  const call = async (
    token: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ) => {
    calls += 1;
    const isForm = body instanceof FormData;
    const response = await application().fetch(path, {
      method,
      headers: {
        ...headers,
        "X-Forwarded-For": `203.0.${calls >> 8}.${calls & 255}`,
        ...(token === undefined || token === "" ? {} : { Authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { "Idempotency-Key": key }),
        ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const { status } = response;
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status,
      headers: response.headers,
      text,
      json: (isJson ? JSON.parse(text) : {}) as Json,
    };
  };

  const serviceOf = <Service>(name: string) => application().modules.service(name) as Service;

  const tokenOf = async (email: string): Promise<string> => {
    const given = { email, password: PASSWORD };
    return String((await call("", "POST", "/api/v1/auth/signin", given)).json["accessToken"]);
  };

  return {
    call,
    /** Signs in to an account that there is; the token of the session. */
    startSession: tokenOf,
    /** A service of the application that runs, as the test sees it. */
    serviceOf,
    /** Opens an account as anybody does; the token of its first session. */
    signUp: async (email: string, name = "Test"): Promise<string> => {
      await call("", "POST", "/api/v1/auth/signup", { email, password: PASSWORD, name });
      return tokenOf(email);
    },
    /** Has an account with a role and a confirmed address made; the token of its first session. */
    signIn: async (name: string, role: string, tier = "free"): Promise<string> => {
      const email = `${name}@example.com`;
      const { createUser } = serviceOf<{ createUser: (user: Json) => Promise<unknown> }>(
        "credentials",
      );
      await createUser({
        ...{ email, password: PASSWORD, name, role, tier },
        verified: true,
      });
      return tokenOf(email);
    },
  };
};
