import type { ApiClient } from "@plinth/console";

/** What the person thinks of a recipe. */
export type Taste = { readonly rating?: number; readonly never?: boolean };

/** How weights are written, and how the person walks through their shop. */
export type Preferences = {
  /** null = never chosen. */
  readonly units: "metric" | "us" | null;
  /** Sections in order; those that are not named come after. */
  readonly aisles: readonly string[];
};

/** What the server keeps of the person's kitchen. */
export type Home = Preferences & {
  readonly tastes: readonly {
    readonly recipe: string;
    readonly rating: number | null;
    readonly never: boolean;
  }[];
  readonly staples: readonly string[];
  /** Grams as bought. */
  readonly stock: readonly { readonly food: string; readonly grams: number }[];
};

/** The calls about what somebody likes and has. */
export type HomeApi = ReturnType<typeof createHomeApi>;

/** Names the calls. */
export const createHomeApi = (client: ApiClient) => {
  const root = "/api/v1/kitchen";
  return {
    load: (signal?: AbortSignal) => client.get<Home>(root, signal),
    rate: (recipe: string, taste: Taste, idempotencyKey: string) =>
      client.request<Home>({
        method: "PUT",
        path: `${root}/tastes/${encodeURIComponent(recipe)}`,
        body: taste,
        idempotencyKey,
      }),
    prefer: (wish: { readonly units?: "metric" | "us"; readonly aisles?: readonly string[] }) =>
      client.request<Home>({ method: "PATCH", path: `${root}/preferences`, body: wish }),
    stock: ({ staples, stock }: Pick<Home, "staples" | "stock">) =>
      client.request<Home>({ method: "PUT", path: `${root}/pantry`, body: { staples, stock } }),
  };
};
