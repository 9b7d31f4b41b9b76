import type { ApiClient } from "@plinth/console";
import type { Allergen, Ingredient, Nutrition, OwnSlot, ResolvedLine, ResolvedRecipe } from "#core";

type Facts = Pick<
  ResolvedRecipe,
  "contains" | "mayContain" | "diets" | "minutes" | "costUsd" | "obstacles"
>;
/** A photo and what it shows. */
type Photo = { readonly url: string; readonly text: string } | null;

/** One own recipe in a list; energy is of one serving. */
export type OwnSummary = Facts & {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly OwnSlot[];
  readonly energyKcal: number;
  /** What there is most of; its plate is drawn of it. */
  readonly ingredients: readonly Ingredient[];
  readonly photo: Photo;
};

/** What was found on a page. */
export type Draft = Facts & {
  readonly title: string;
  readonly slots: readonly OwnSlot[];
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly lines: readonly (ResolvedLine & { readonly hasGrams: boolean })[];
  readonly steps: readonly string[];
  readonly source: string | null;
  readonly nutrition: Nutrition;
};

/** An own recipe as the server keeps it. */
export type OwnShown = Draft & {
  readonly id: string;
  readonly revision: number;
  readonly photo: Photo;
};

/** What is sent. */
export type Written = {
  readonly title: string;
  readonly slots: readonly OwnSlot[];
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly lines: readonly {
    readonly text: string;
    readonly food?: string;
    readonly grams?: number;
  }[];
  readonly steps: readonly string[];
  readonly source?: string;
};

/** Where an own recipe stands that was offered to everybody. */
export type Proposal = {
  readonly state: "waiting" | "accepted" | "returned";
  readonly note: string;
  /** The name under which it is shown; null = none. */
  readonly credit: string | null;
};

/** A recipe that somebody gave to all, in a list. */
export type ContributedSummary = Omit<OwnSummary, "photo"> & Pick<Proposal, "credit">;

/** A recipe that somebody gave to all. */
export type ContributedShown = Draft & Pick<Proposal, "credit"> & { readonly id: string };

/** A shipped recipe; nutrition is of one serving, grams of all. */
export type ShippedRecipe = {
  readonly id: string;
  readonly title: string;
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly ingredients: readonly {
    readonly food: string;
    readonly name: string;
    readonly grams: number;
  }[];
  readonly steps: readonly string[];
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
  readonly nutrition: Nutrition;
};

/** Query keys of recipes. */
export const recipeKeys = {
  own: ["own-recipes"] as const,
  one: (id: string) => ["own-recipes", id] as const,
  proposal: (id: string) => ["own-recipes", id, "proposal"] as const,
  contributed: ["contributed-recipes"] as const,
  shipped: ["recipes"] as const,
};

const ROOT = "/api/v1/own-recipes";
const CONTRIBUTED = "/api/v1/contributed-recipes";
/** A page of others may take its time, and a photo on a slow line more. */
const IMPORT_MS = 20_000;
const PHOTO_MS = 85_000;
const at = (id: string): string => `${ROOT}/${encodeURIComponent(id)}`;

/** Names the calls about recipes. */
export const createRecipesApi = (client: ApiClient) => ({
  list: async (signal?: AbortSignal): Promise<readonly OwnSummary[]> =>
    (await client.get<{ recipes: OwnSummary[] }>(ROOT, signal)).recipes,
  load: (id: string, signal?: AbortSignal) => client.get<OwnShown>(at(id), signal),
  loadShipped: (id: string, signal?: AbortSignal) =>
    client.get<ShippedRecipe>(`/api/v1/recipes/${encodeURIComponent(id)}`, signal),
  listContributed: async (signal?: AbortSignal): Promise<readonly ContributedSummary[]> =>
    (await client.get<{ recipes: ContributedSummary[] }>(CONTRIBUTED, signal)).recipes,
  loadContributed: (id: string, signal?: AbortSignal) =>
    client.get<ContributedShown>(`${CONTRIBUTED}/${encodeURIComponent(id)}`, signal),
  create: (recipe: Written) => client.post<OwnShown>(ROOT, recipe),
  replace: (id: string, revision: number, recipe: Written) =>
    client.request<OwnShown>({ method: "PUT", path: at(id), body: { ...recipe, revision } }),
  remove: (id: string) => client.remove<undefined>(at(id)),
  read: (from: { readonly url: string } | { readonly page: string }) =>
    client.request<Draft>({
      method: "POST",
      path: `${ROOT}/import`,
      body: from,
      timeoutMs: IMPORT_MS,
    }),
  setPhoto: (id: string, file: File, text: string) => {
    const form = new FormData();
    form.append("text", text);
    form.append("photo", file);
    const path = `${at(id)}/photo`;
    return client.request<OwnShown>({ method: "PUT", path, form, timeoutMs: PHOTO_MS });
  },
  proposal: async (id: string, signal?: AbortSignal): Promise<Proposal | null> =>
    (await client.get<{ proposal: Proposal | null }>(`${at(id)}/proposal`, signal)).proposal,
  propose: async (id: string, credit: string): Promise<Proposal | null> =>
    (
      await client.request<{ proposal: Proposal | null }>({
        method: "PUT",
        path: `${at(id)}/proposal`,
        body: { consent: true, ...(credit === "" ? {} : { credit }) },
      })
    ).proposal,
  withdraw: (id: string) => client.remove<undefined>(`${at(id)}/proposal`),
  removePhoto: (id: string) => client.remove<undefined>(`${at(id)}/photo`),
});

/** See {@link createRecipesApi}. */
export type RecipesApi = ReturnType<typeof createRecipesApi>;
