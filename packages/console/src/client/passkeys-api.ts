import type { ApiClient } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import type { User } from "./auth-api.ts";
import type { Passkey, PasskeyCeremonies } from "./passkey-ceremonies.ts";

/** The passkeys of the signed-in person. */
export interface PasskeyList {
  /** False where the server's address cannot have passkeys: then offer none. */
  readonly available: boolean;
  readonly passkeys: readonly Passkey[];
}

/** The calls about passkeys, by name. */
export type PasskeysApi = ReturnType<typeof createPasskeysApi>;

/** Whether this browser has passkeys; asks nobody and loads nothing. */
export const supportsPasskeys = (): boolean =>
  typeof globalThis.PublicKeyCredential === "function" && globalThis.isSecureContext;

/** Whether this browser offers passkeys in the autofill of a field. */
const supportsAutofill = async (): Promise<boolean> =>
  supportsPasskeys() &&
  typeof PublicKeyCredential.isConditionalMediationAvailable === "function" &&
  (await PublicKeyCredential.isConditionalMediationAvailable());

/** Names the calls about passkeys. Whatever the person stops is an ApiError with CANCELLED. */
export const createPasskeysApi = (client: ApiClient) => {
  const root = "/api/v1/auth/passkeys";
  const one = (id: string): string => `${root}/${encodeURIComponent(id)}`;
  let loaded: Promise<PasskeyCeremonies> | undefined;
  /** What speaks to the device is loaded when first needed: nobody pays for passkeys who has none. */
  const load = (): Promise<PasskeyCeremonies> => {
    loaded ??= import("./passkey-ceremonies.ts").then(
      ({ createPasskeyCeremonies }) => createPasskeyCeremonies({ client, root, supportsAutofill }),
      (error: unknown) => {
        // The next try may find the network again.
        loaded = undefined;
        throw new ApiError({ code: "NETWORK_ERROR", status: 0, cause: error });
      },
    );
    return loaded;
  };
  return {
    list: (signal?: AbortSignal) => client.get<PasskeyList>(root, signal),
    /** Asks the person and their device, and gives the new passkey; ends all other sessions. */
    register: async (name: string): Promise<Passkey> => (await load()).register(name),
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
    signIn: async (): Promise<User> => (await load()).signIn(),
    /**
     * Offers passkeys in the autofill of a field whose `autocomplete` ends with "webauthn" and waits,
     * as long as the page is open, until one is chosen. Undefined where the browser cannot, and
     * after `signal` ended it; any other call for a passkey ends it too, with CANCELLED.
     */
    signInByAutofill: async (signal: AbortSignal): Promise<User | undefined> =>
      (await supportsAutofill()) ? (await load()).signInByAutofill(signal) : undefined,
    /** Confirms who is signed in; the session then has two fresh factors. */
    stepUp: async (): Promise<void> => (await load()).stepUp(),
    /** Loads what the next call needs, so that the press of the button counts at once. */
    prepare: async (): Promise<void> => {
      await load();
    },
  };
};
