import { createApi } from "../../e2e/support/api.ts";
import { type PayingCibozer, startPayingCibozer } from "../../e2e/support/paying-cibozer.ts";
import { PROFILE } from "./household.ts";

/** Who looks: nobody, somebody who just came, somebody who stays, who spent their plans, who runs it. */
export type Viewer = "nobody" | "newcomer" | "regular" | "spent" | "chief";

/** Cibozer with people in it, and the addresses of what they made. */
export interface World {
  readonly url: string;
  /** The session cookie of everybody but nobody. */
  readonly cookies: ReadonlyMap<Viewer, string>;
  readonly week: string;
  readonly day: string;
  readonly fortnight: string;
  readonly recipe: string;
  readonly sharedPlan: string;
  readonly sharedList: string;
  readonly stop: () => Promise<void>;
}

const START = "2026-11-23";
/** When it is, for servers and browsers. */
export const EVENING = Date.UTC(2026, 10, 25, 18);
const ROOM_FOR_PLANS = '{"week-plans": {"free": "3/month", "pro": "100/month"}}';

/** Starts it and fills it through its API, as people would. */
export const startWorld = async (): Promise<World> => {
  const cibozer: PayingCibozer = await startPayingCibozer("screens", EVENING, {
    QUOTA_TIERS: ROOM_FOR_PLANS,
  });
  const { identity, url } = cibozer;
  const cookies = new Map<Viewer, string>();
  const enter = async (viewer: Viewer, name: string, role: string, tier: string) => {
    const account = await identity.addAccount({
      email: `${name.toLowerCase()}@example.org`,
      email_verified_at: identity.clock.now(),
      ...{ name, role, tier },
    });
    const session = await identity.addSession(account);
    cookies.set(viewer, session.cookie);
    const api = createApi(url, session.tokens.accessToken);
    return async (method: string, path: string, body?: unknown, headers = {}) => {
      const { status, json } = await api.call(method, path, body, headers);
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
      return json;
    };
  };
  await enter("newcomer", "Noor", "user", "free");
  await enter("chief", "Iris", "admin", "free");
  const spent = await enter("spent", "Lou", "user", "free");
  for (const seed of [1, 2, 3]) await spent("POST", "/api/v1/plans", { days: 2, seed });

  const call = await enter("regular", "Ann", "user", "pro");
  const { consents } = (await call("GET", "/api/v1/privacy/consents")) as {
    consents?: readonly { purpose: string; version: number }[];
  };
  const version = consents?.find(({ purpose }) => purpose === "health-data")?.version;
  await call("PUT", "/api/v1/privacy/consents/health-data", { version });
  await call("PUT", "/api/v1/health-profile", PROFILE);
  const wishes = { kcal: 2000, startDate: START };
  const day = await call("POST", "/api/v1/plans", { ...wishes, days: 1, seed: 3, diet: "vegan" });
  const week = await call("POST", "/api/v1/plans", {
    ...wishes,
    days: 7,
    seed: 5,
    note: "The week of the move",
  });
  const fortnight = await call("POST", "/api/v1/plans", {
    ...wishes,
    days: 14,
    seed: 7,
    note: "Both weeks at the sea, with grandmother and the cousins, in a kitchen with two rings",
  });
  const root = `/api/v1/plans/${String(week["id"])}`;
  const [first, second] = week["days"] as readonly {
    readonly date: string;
    readonly meals: readonly { slot: string; portion: number; recipe: { id: string } }[];
  }[];
  const once = () => ({ "Idempotency-Key": `"${crypto.randomUUID().replaceAll("-", "")}"` });
  await call("PATCH", root, { day: 1, slot: "dinner", change: "lock", locked: true });
  await call("PATCH", root, { day: 0, slot: "lunch", change: "note", note: "Guests: double it" });
  for (const { date, meals } of [first, second].flatMap((one) => one ?? [])) {
    for (const { slot, portion, recipe } of meals) {
      const had = { date, slot, portion, recipe: recipe.id, eaten: true };
      await call("PUT", "/api/v1/history", had, once());
    }
  }
  const liked = first?.meals[1]?.recipe.id ?? "";
  await call("PUT", `/api/v1/kitchen/tastes/${liked}`, { rating: 4 }, once());
  const list = (await call("GET", `${root}/groceries?units=metric`)) as {
    aisles?: readonly { lines: readonly { food: string }[] }[];
  };
  const foods = (list.aisles ?? []).flatMap(({ lines }) => lines.map(({ food }) => food));
  await call("PUT", "/api/v1/kitchen/pantry", { staples: foods.slice(-2), stock: [] });
  const changes = foods.slice(0, 5).map((food) => ({ food, done: true }));
  await call("PUT", `${root}/groceries/checks`, { changes }, once());
  const share = async (wish: unknown) =>
    String((await call("POST", `${root}/shares`, wish))["token"]);
  const recipe = await call("POST", "/api/v1/own-recipes", {
    title: "Grandmother’s lentil soup",
    slots: ["L", "D"],
    servings: 4,
    prepMinutes: 10,
    cookMinutes: 35,
    lines: [{ text: "300 g red lentils" }, { text: "2 carrots" }, { text: "1 tbsp wonder dust" }],
    steps: ["Dice the carrots and soften them in a little oil.", "Add lentils and water; simmer."],
  });
  return {
    url,
    cookies,
    week: String(week["id"]),
    day: String(day["id"]),
    fortnight: String(fortnight["id"]),
    recipe: String(recipe["id"]),
    sharedPlan: await share({ part: "plan", password: "tulip", expiresInDays: 7 }),
    sharedList: await share({ part: "list" }),
    stop: cibozer.stop,
  };
};
