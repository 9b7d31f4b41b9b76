import type { ApiClient } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import type { User } from "./auth-api.ts";

/** A passkey of the signed-in person; times are ISO 8601. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** Whether it is kept by the maker of the device too, so that a lost device loses nothing. */
  readonly synced: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** The passkeys of the signed-in person. */
export interface PasskeyList {
  /** False where the server's address cannot have passkeys: then offer none. */
  readonly available: boolean;
  readonly passkeys: readonly Passkey[];
}

/** The calls about passkeys, by name. */
export type PasskeysApi = ReturnType<typeof createPasskeysApi>;

type Library = typeof import("@simplewebauthn/browser");
type CreationOptions = Parameters<Library["startRegistration"]>[0]["optionsJSON"];
type RequestOptions = Parameters<Library["startAuthentication"]>[0]["optionsJSON"];

/** Whether this browser has passkeys; asks nobody and loads nothing. */
export const supportsPasskeys = (): boolean =>
  typeof globalThis.PublicKeyCredential === "function" && globalThis.isSecureContext;

/** Whether this browser offers passkeys in the autofill of a field. */
const supportsAutofill = async (): Promise<boolean> =>
  supportsPasskeys() &&
  typeof PublicKeyCredential.isConditionalMediationAvailable === "function" &&
  (await PublicKeyCredential.isConditionalMediationAvailable());

/** Browsers tell no more about a person who stopped than about one whose time was up. */
const STOPPED = ["NotAllowedError", "AbortError"];

/** The browser's word in this client's: codes CANCELLED, PASSKEY_KNOWN and PASSKEY_FAILED. */
const toApiError = (cause: unknown): ApiError => {
  const { name, code, cause: inner } = cause as Error & { readonly code?: unknown };
  const isStopped = [name, (inner as Error | undefined)?.name].some((one) =>
    STOPPED.includes(one ?? ""),
  );
  const isKnown = code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
  const own = isKnown ? "PASSKEY_KNOWN" : isStopped ? "CANCELLED" : "PASSKEY_FAILED";
  return new ApiError({ code: own, status: 0, cause });
};

/** Runs what buttons ask for, and knows whether something runs. */
const createCeremonies = () => {
  let running = 0;
  return {
    isAsking: () => running > 0,
    /** Has the device do its part between two calls of the server. */
    run: async <T>(begin: () => Promise<() => Promise<T>>): Promise<T> => {
      running += 1;
      try {
        const ceremony = await begin();
        return await ceremony().catch((error: unknown) => {
          throw toApiError(error);
        });
      } finally {
        running -= 1;
      }
    },
  };
};

/** A challenge is renewed this long before it ends, in milliseconds. */
const RENEWAL_MS = 60_000;

/** Loads the library when it is first needed: nobody pays for passkeys who has none. */
const createLoad = (): (() => Promise<Library>) => {
  let loaded: Promise<Library> | undefined;
  return () => {
    loaded ??= import("@simplewebauthn/browser").catch((error: unknown) => {
      // The next try may find the network again.
      loaded = undefined;
      throw new ApiError({ code: "NETWORK_ERROR", status: 0, cause: error });
    });
    return loaded;
  };
};

/** Offers passkeys in the autofill of a page until one is chosen or `signal` ends it. */
const createAutofill = (parts: {
  readonly load: () => Promise<Library>;
  readonly begin: () => Promise<RequestOptions>;
  readonly finish: (response: unknown) => Promise<User>;
  /** Whether a button asks for a passkey at the moment: an offer must not push that aside. */
  readonly isAsking: () => boolean;
}) => {
  const offer = async (library: Library, signal: AbortSignal) => {
    const options = await parts.begin();
    if (signal.aborted) return undefined;
    if (parts.isAsking()) throw new ApiError({ code: "CANCELLED", status: 0 });
    let isRenewed = false;
    let isOver = false;
    const stop = () => {
      if (!isOver) library.WebAuthnAbortService.cancelCeremony();
    };
    const leave = () => {
      stop();
      // The library looks at the browser before it can be stopped; by then it can.
      void supportsAutofill().then(() => setTimeout(stop));
    };
    const renewal = setTimeout(
      () => {
        isRenewed = true;
        stop();
      },
      (options.timeout ?? RENEWAL_MS * 2) - RENEWAL_MS,
    );
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await library.startAuthentication({ optionsJSON: options, useBrowserAutofill: true });
    } catch (error) {
      if (isRenewed && !signal.aborted) return "renew" as const;
      throw toApiError(error);
    } finally {
      isOver = true;
      clearTimeout(renewal);
      signal.removeEventListener("abort", leave);
    }
  };
  return async (signal: AbortSignal): Promise<User | undefined> => {
    if (!(await supportsAutofill())) return undefined;
    const library = await parts.load();
    while (!signal.aborted) {
      const response = await offer(library, signal);
      if (response !== undefined && response !== "renew") return parts.finish(response);
    }
    return undefined;
  };
};

/** Names the calls about passkeys. Whatever the person stops is an ApiError with CANCELLED. */
export const createPasskeysApi = (client: ApiClient) => {
  const root = "/api/v1/auth/passkeys";
  const load = createLoad();
  const one = (id: string): string => `${root}/${encodeURIComponent(id)}`;
  const begin = async <T>(what: string): Promise<T> =>
    (await client.post<{ options: T }>(`${root}/${what}/begin`)).options;
  const finishSignIn = async (response: unknown): Promise<User> => {
    const { user } = await client.post<{ user: User }>(`${root}/signin/finish`, { response });
    client.forgetSession();
    return user;
  };
  const ceremonies = createCeremonies();
  const ask = (what: string) =>
    ceremonies.run(async () => {
      const { startAuthentication } = await load();
      const optionsJSON = await begin<RequestOptions>(what);
      return () => startAuthentication({ optionsJSON });
    });
  return {
    list: (signal?: AbortSignal) => client.get<PasskeyList>(root, signal),
    /** Asks the person and their device, and gives the new passkey; ends all other sessions. */
    register: async (name: string): Promise<Passkey> => {
      const response = await ceremonies.run(async () => {
        const { startRegistration } = await load();
        const optionsJSON = await begin<CreationOptions>("register");
        return () => startRegistration({ optionsJSON });
      });
      const reply = await client.post<{ passkey: Passkey }>(`${root}/register/finish`, {
        response,
        name,
      });
      client.forgetSession();
      return reply.passkey;
    },
    rename: async (id: string, name: string): Promise<Passkey> => {
      const call = { method: "PATCH", path: one(id), body: { name } } as const;
      return (await client.request<{ passkey: Passkey }>(call)).passkey;
    },
    /** Removes it; ends all other sessions. LAST_FACTOR where nothing else would sign in. */
    remove: async (id: string): Promise<void> => {
      await client.remove<unknown>(one(id));
      client.forgetSession();
    },
    /** Asks for any passkey of this site. Call it from the press of a button. */
    signIn: async (): Promise<User> => finishSignIn(await ask("signin")),
    /**
     * Offers passkeys in the autofill of a field whose `autocomplete` ends with "webauthn" and waits,
     * as long as the page is open, until one is chosen. Undefined where the browser cannot, and
     * after `signal` ended it; any other call for a passkey ends it too, with CANCELLED.
     */
    signInByAutofill: createAutofill({
      load,
      begin: () => begin("signin"),
      finish: finishSignIn,
      isAsking: ceremonies.isAsking,
    }),
    /** Confirms who is signed in; the session then has two fresh factors. */
    stepUp: async (): Promise<void> => {
      const response = await ask("step-up");
      await client.post<unknown>(`${root}/step-up/finish`, { response });
      client.forgetSession();
    },
    /** Loads what the next call needs, so that the press of the button counts at once. */
    prepare: async (): Promise<void> => {
      await load();
    },
  };
};
