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

/** Signs an account in; gives a client with its token. */
export const signIn = async (url: string, email: string): Promise<ApiClient> => {
  const words = { email, password: PASSWORD };
  const { json } = await createApi(url).call("POST", "/api/v1/auth/signin", words);
  return createApi(url, String(json["accessToken"]));
};

/** Opens an account and signs in; gives a client with its token. */
export const signUp = async (url: string, email: string): Promise<ApiClient> => {
  await createApi(url).call("POST", "/api/v1/auth/signup", {
    email,
    password: PASSWORD,
    name: "Test",
  });
  return signIn(url, email);
};
