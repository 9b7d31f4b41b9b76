/** A program's view of the API: bearer tokens, JSON. */
export interface ApiClient {
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly json: Record<string, unknown> }>;
}

/** Builds a client; `token` is sent when given. */
export const createApi = (url: string, token?: string): ApiClient => ({
  call: async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? {} : JSON.parse(text) };
  },
});

export const PASSWORD = "Correct-Horse7-battery";

/** Opens an account and signs in; gives a client with its token. */
export const signUp = async (url: string, email: string): Promise<ApiClient> => {
  const open = createApi(url);
  await open.call("POST", "/api/v1/auth/signup", { email, password: PASSWORD, name: "Test" });
  const { json } = await open.call("POST", "/api/v1/auth/signin", { email, password: PASSWORD });
  return createApi(url, String(json["accessToken"]));
};
