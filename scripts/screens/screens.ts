import type { Page } from "playwright-core";
import type { Viewer, World } from "./world.ts";

/** One picture's subject. */
export interface Screen {
  readonly name: string;
  readonly viewer: Viewer;
  readonly path: (world: World) => string;
  /** What somebody does first. */
  readonly act?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).first().click();
};
const planDay = async (page: Page): Promise<void> => {
  await press("Plan my day")(page);
  await page.getByRole("heading", { name: /^Your day, / }).waitFor();
};
const inDialog = (open: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(page);
  await page.getByRole("dialog").waitFor();
};
const openRecipe = inDialog((page) => page.locator(".meal-title").first().click());

/** Screens that are there at once. */
const still = (viewer: Viewer, paths: Readonly<Record<string, string>>): readonly Screen[] =>
  Object.entries(paths).map(([name, path]) => ({
    name,
    viewer,
    path: ({ week, day, fortnight, recipe }) =>
      path
        .replace(":week", week)
        .replace(":day", day)
        .replace(":fortnight", fortnight)
        .replace(":recipe", recipe),
  }));

/** The same page once more, while what it asks for does not come, or comes as a fault. */
const waiting = (what: string) => async (page: Page) => {
  await page.route(what, () => undefined);
  await page.reload({ waitUntil: "commit" });
  await page.locator(".skeleton, [aria-busy=true]").first().waitFor();
};
const failing = (what: string) => async (page: Page) => {
  const fault = { status: 500, contentType: "application/problem+json", body: "{}" };
  await page.route(what, (route) => route.fulfill(fault));
  await page.reload({ waitUntil: "commit" });
  await page.locator("[role=alert], .state").first().waitFor();
};

/** The page of a mailed link that works no more, once its button was pressed. */
const spent = (name: string, path: string, button: string): Screen => ({
  name,
  viewer: "nobody",
  path: () => path,
  act: async (page) => {
    await page.getByRole("button", { name: button }).click();
    await page
      .getByText(/link does not work/)
      .first()
      .waitFor();
  },
});

const PUBLIC: readonly Screen[] = [
  ...still("nobody", {
    landing: "/",
    "sign-up": "/signup",
    "sign-in": "/signin",
    forgot: "/forgot",
    "not-found": "/nowhere",
    "link-ended": "/shared#token=none",
    "reset-ended": "/account/reset-password#token=none",
    verify: "/account/verify-email#token=none",
    "sign-in-link": "/signin/link#token=none",
  }),
  spent("verify-ended", "/account/verify-email#token=none", "Yes, this is my address"),
  spent("sign-in-link-ended", "/signin/link#token=none", "Sign in"),
  { name: "landing-day", viewer: "nobody", path: () => "/", act: planDay },
  {
    name: "landing-recipe",
    viewer: "nobody",
    path: () => "/",
    act: async (page) => {
      await planDay(page);
      await openRecipe(page);
    },
  },
  {
    name: "landing-refusal",
    viewer: "nobody",
    path: () => "/",
    act: async (page) => {
      // As much in one meal cannot be had of meat alone.
      await page.getByLabel("Energy a day").fill("4000");
      await page.getByLabel("Diet").selectOption("carnivore");
      await page.getByLabel("Meals of a day").selectOption("one-meal");
      await page.getByRole("checkbox", { name: "Milk", exact: true }).check({ force: true });
      await press("Plan my day")(page);
      await page.locator(".refusal").waitFor();
    },
  },
  {
    name: "shared-plan",
    viewer: "nobody",
    path: ({ sharedPlan }) => `/shared#token=${sharedPlan}`,
    act: async (page) => {
      await page.getByRole("textbox", { name: "Password" }).fill("tulip");
      await press("Open")(page);
      await page.getByRole("heading", { name: /^7 days from/ }).waitFor();
    },
  },
  {
    name: "shared-locked",
    viewer: "nobody",
    path: ({ sharedPlan }) => `/shared#token=${sharedPlan}`,
  },
  {
    name: "shared-list",
    viewer: "nobody",
    path: ({ sharedList }) => `/shared#token=${sharedList}`,
  },
];

const EMPTY: readonly Screen[] = still("newcomer", {
  "plans-empty": "/plans",
  "history-empty": "/history",
  "profile-consent": "/profile",
  "account-free": "/account",
});

const PLANNING: readonly Screen[] = [
  ...still("regular", { plans: "/plans", "plan-new": "/plans/new", "plan-day": "/plans/:day" }),
  ...still("regular", { week: "/plans/:week", fortnight: "/plans/:fortnight" }),
  ...still("regular", { "plan-gone": "/plans/00000000-0000-4000-8000-000000000000" }),
  {
    name: "week-loading",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}`,
    act: waiting("**/api/v1/plans/*"),
  },
  {
    name: "week-error",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}`,
    act: failing("**/api/v1/plans/*"),
  },
  {
    name: "plans-loading",
    viewer: "regular",
    path: () => "/plans",
    act: waiting("**/api/v1/plans*"),
  },
  {
    name: "plans-error",
    viewer: "regular",
    path: () => "/plans",
    act: failing("**/api/v1/plans*"),
  },
  {
    name: "plan-new-open",
    viewer: "regular",
    path: () => "/plans/new",
    act: async (page) => {
      await page.getByText("Say it in your own words").click();
      const field = page.getByLabel("What would you like to eat?");
      await field.fill("vegan, no mushrooms, 3 days");
      await field.press("Enter");
      await page.locator(".words-chip").first().waitFor();
      // What is left out stands among them, so they are open.
      await page.getByLabel("A note to yourself").waitFor();
    },
  },
  {
    name: "plan-limit",
    viewer: "spent",
    path: () => "/plans/new",
    act: async (page) => {
      await press("Plan my meals")(page);
      await page.getByRole("heading", { name: /are used up$/ }).waitFor();
    },
  },
  { name: "week-recipe", viewer: "regular", path: ({ week }) => `/plans/${week}`, act: openRecipe },
  {
    name: "week-meal",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}`,
    act: inDialog(press(/^More for/)),
  },
  {
    name: "week-vitamins",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}`,
    act: inDialog(press(/^Vitamins and minerals of/)),
  },
  {
    name: "keys",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}`,
    act: inDialog((page) => page.keyboard.press("?")),
  },
  {
    name: "menu",
    viewer: "regular",
    path: () => "/plans",
    act: press("Menu"),
  },
];

const KITCHEN: readonly Screen[] = [
  ...still("regular", {
    groceries: "/plans/:week/groceries",
    history: "/history",
    share: "/plans/:week/share",
    recipes: "/recipes",
    recipe: "/recipes/berry-oats",
    "recipe-own": "/recipes/:recipe",
    "recipe-new": "/recipes/new",
    "recipe-edit": "/recipes/:recipe/edit",
    profile: "/profile",
  }),
  {
    name: "groceries-choices",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}/groceries`,
    act: async (page) => {
      await page.getByText("For which days").click();
      await page.getByText("In the order of your shop").click();
    },
  },
  {
    name: "groceries-stock",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}/groceries`,
    act: inDialog(press(/^At home: /)),
  },
  {
    name: "recipes-none",
    viewer: "regular",
    path: () => "/recipes",
    act: async (page) => {
      await page.getByLabel("Search").fill("unicorn");
      await page.getByText("Nothing on this shelf").waitFor();
    },
  },
  {
    name: "offline",
    viewer: "regular",
    path: ({ week }) => `/plans/${week}/groceries`,
    act: async (page) => {
      await page.context().setOffline(true);
      await page.getByRole("checkbox", { checked: false }).first().check({ force: true });
      await page.getByText("not sent yet").waitFor();
    },
  },
];

const ACCOUNT: readonly Screen[] = [
  ...still("regular", {
    account: "/account",
    security: "/account/security",
    privacy: "/account/privacy",
    usage: "/account/usage",
    tiers: "/account/billing",
    feedback: "/feedback",
  }),
  ...still("chief", {
    "admin-planner": "/admin/planner",
    "admin-catalogue": "/admin/catalogue",
    "admin-recipes": "/admin/recipes",
    "admin-reports": "/admin/reports",
    "admin-feedback": "/admin/feedback",
  }),
];

/** What comes with Plinth, below /console. */
const CONSOLE: readonly Screen[] = still(
  "chief",
  Object.fromEntries(
    [
      "",
      ...["overview", "traffic", "health", "business", "security", "errors", "logs", "traces"].map(
        (name) => `operations/${name}`,
      ),
      ...["alerts", "incidents", "dependencies", "caches", "database", "jobs", "mail"].map(
        (name) => `operations/${name}`,
      ),
      ...["backups", "deploys", "readiness"].map((name) => `operations/${name}`),
      ...["users", "roles", "access-review", "limits", "usage", "security-events"].map(
        (name) => `admin/${name}`,
      ),
      ...["audit-log", "privacy", "content-reports", "billing", "quarantine"].map(
        (name) => `admin/${name}`,
      ),
    ].map((path) => [`console-${path.replace("/", "-") || "home"}`, `/console/${path}`]),
  ),
);

/** Every screen of Cibozer. */
export const SCREENS: readonly Screen[] = [
  ...PUBLIC,
  ...EMPTY,
  ...PLANNING,
  ...KITCHEN,
  ...ACCOUNT,
  ...CONSOLE,
];
