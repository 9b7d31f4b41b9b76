import { type ApiClient, isApiError } from "@plinth/console";
import type { ACTIVITY_LEVELS, Allergen, GoalId, Member } from "#core";

/** What somebody keeps of themselves and those they cook for. */
export type Profile = {
  readonly sex?: "female" | "male";
  readonly birthYear?: number;
  readonly heightCm?: number;
  readonly weightKg?: number;
  readonly activity?: (typeof ACTIVITY_LEVELS)[number]["id"];
  readonly goal?: GoalId;
  readonly allergens?: readonly Allergen[];
  readonly note?: string;
  readonly household?: readonly Member[];
};

/** The agreement without which nothing is kept. */
export type HealthConsent = {
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly isGiven: boolean;
};

/** The calls of the profile. */
export type ProfileApi = ReturnType<typeof createProfileApi>;

const PURPOSE = "health-data";

/** Names the calls. */
export const createProfileApi = (client: ApiClient) => {
  const root = "/api/v1/health-profile";
  const consent = async (signal?: AbortSignal): Promise<HealthConsent | undefined> => {
    const { consents } = await client.get<{
      consents: readonly (Omit<HealthConsent, "isGiven"> & { purpose: string; state: string })[];
    }>("/api/v1/privacy/consents", signal);
    const found = consents.find(({ purpose }) => purpose === PURPOSE);
    return found && { ...found, isGiven: found.state === "given" };
  };
  return {
    consent,
    /** null = nothing is kept, or may be read. Who has not agreed is not asked for, nor refused. */
    load: async (signal?: AbortSignal): Promise<Profile | null> => {
      if ((await consent(signal))?.isGiven !== true) return null;
      try {
        return (await client.get<{ profile: Profile | null }>(root, signal)).profile;
      } catch (error) {
        if (isApiError(error, "CONSENT_REQUIRED")) return null;
        throw error;
      }
    },
    agree: (version: number) =>
      client.request<unknown>({
        method: "PUT",
        path: `/api/v1/privacy/consents/${PURPOSE}`,
        body: { version },
      }),
    save: (profile: Profile) =>
      client.request<{ profile: Profile }>({ method: "PUT", path: root, body: profile }),
    remove: () => client.remove<undefined>(root),
  };
};
