import {
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import type { ApiClient } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import type { User } from "./auth-api.ts";

type CreationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];
type RequestOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];

/** A passkey of the signed-in person; times are ISO 8601. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** Whether it is kept by the maker of the device too, so that a lost device loses nothing. */
  readonly synced: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** What a person and their device do between two calls of the server. */
export type PasskeyCeremonies = ReturnType<typeof createPasskeyCeremonies>;

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

/**
 * Sends what devices answered one after the other: a device counts its answers, and to the server
 * one that comes after a later one is that of a copy (WebAuthn level 3, section 6.1.1).
 */
const createOrder = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(send: () => Promise<T>): Promise<T> => {
    const sent = last.then(send);
    last = sent.catch(() => undefined);
    return sent;
  };
};

/** A challenge is renewed this long before it ends, in milliseconds. */
const RENEWAL_MS = 60_000;

/** Offers passkeys in the autofill of a page until one is chosen or `signal` ends it. */
const createAutofill = (parts: {
  readonly supportsAutofill: () => Promise<boolean>;
  readonly begin: () => Promise<RequestOptions>;
  readonly finish: (response: unknown) => Promise<User>;
  /** Whether a button asks for a passkey at the moment: an offer must not push that aside. */
  readonly isAsking: () => boolean;
}) => {
  const offer = async (signal: AbortSignal) => {
    const options = await parts.begin();
    if (signal.aborted) return undefined;
    if (parts.isAsking()) throw new ApiError({ code: "CANCELLED", status: 0 });
    let isRenewed = false;
    let isOver = false;
    const stop = () => {
      if (!isOver) WebAuthnAbortService.cancelCeremony();
    };
    const leave = () => {
      stop();
      // The library looks at the browser before it can be stopped; by then it can.
      void parts.supportsAutofill().then(() => setTimeout(stop));
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
      return await startAuthentication({ optionsJSON: options, useBrowserAutofill: true });
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
    while (!signal.aborted) {
      const response = await offer(signal);
      if (response !== undefined && response !== "renew") return parts.finish(response);
    }
    return undefined;
  };
};

/** The part of passkeys that speaks to the device; loaded when first needed (see passkeys-api.ts). */
export const createPasskeyCeremonies = (parts: {
  readonly client: ApiClient;
  readonly root: string;
  readonly supportsAutofill: () => Promise<boolean>;
}) => {
  const { client, root, supportsAutofill } = parts;
  const begin = async <T>(what: string): Promise<T> =>
    (await client.post<{ options: T }>(`${root}/${what}/begin`)).options;
  const inOrder = createOrder();
  const finishSignIn = (response: unknown): Promise<User> =>
    inOrder(async () => {
      const { user } = await client.post<{ user: User }>(`${root}/signin/finish`, { response });
      client.forgetSession();
      return user;
    });
  const ceremonies = createCeremonies();
  const ask = (what: string) =>
    ceremonies.run(async () => {
      const optionsJSON = await begin<RequestOptions>(what);
      return () => startAuthentication({ optionsJSON });
    });
  return {
    register: async (name: string): Promise<Passkey> => {
      const response = await ceremonies.run(async () => {
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
    signIn: async (): Promise<User> => finishSignIn(await ask("signin")),
    signInByAutofill: createAutofill({
      supportsAutofill,
      begin: () => begin("signin"),
      finish: finishSignIn,
      isAsking: ceremonies.isAsking,
    }),
    stepUp: async (): Promise<void> => {
      const response = await ask("step-up");
      await inOrder(async () => {
        await client.post<unknown>(`${root}/step-up/finish`, { response });
        client.forgetSession();
      });
    },
  };
};
