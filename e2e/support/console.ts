import type { Browser, BrowserContext, Page } from "playwright-core";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import {
  type AnyModule,
  identityModules,
  operationsModules,
} from "../../packages/plinth/src/app/index.ts";
import { createManualClock, type ManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { emptyWindow } from "./browser.ts";

/** What every instance of the fixture has already. */
const OWN = new Set(["accounts", "sessions", "mfa", "credentials"]);

/** Everything that Plinth ships, with the console, on a clock that stands at the machine's time. */
export const startConsole = (
  options: {
    /** Beside what is shipped. */
    readonly modules?: readonly AnyModule[];
    /** In the place of what is shipped. */
    readonly only?: readonly AnyModule[];
    readonly env?: Readonly<Record<string, string>>;
    readonly clock?: ManualClock;
  } = {},
): Promise<Identity> => {
  const shipped = options.only ?? [...identityModules, ...operationsModules];
  return startIdentity({
    clock: options.clock ?? createManualClock(Date.now()),
    modules: [...shipped.filter(({ name }) => !OWN.has(name)), ...(options.modules ?? [])],
    web: cibozer.web ?? [],
    ...(options.env === undefined ? {} : { env: options.env }),
  });
};

/** Who looks, at what, and through how large a window. */
export interface Look {
  /** Below the address of the instance, such as "/console/operations/jobs". */
  readonly path: string;
  /** Nobody where it is null; a new account of `role` where it is absent. */
  readonly account?: AccountRow | null;
  /** Of the new account; "admin" where it is absent. */
  readonly role?: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Gathers what was thrown in the page. */
  readonly faults?: string[];
}

const signIn = async (
  context: BrowserContext,
  identity: Identity,
  account: AccountRow,
): Promise<void> => {
  const { cookie } = await identity.addSession(account);
  const url = identity.app.localUrl.replace("http:", "https:");
  await context.addCookies([{ name: "__Host-plinth", value: cookie, url, secure: true }]);
};

/** A browser of its own that is signed in and shows a page; `page.context().close()` ends it. */
export const lookAt = async (browser: Browser, identity: Identity, look: Look): Promise<Page> => {
  const { width = 1_280, height = 900, role = "admin", faults } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: "reduce",
    ...(look.scheme === undefined ? {} : { colorScheme: look.scheme }),
  });
  if (look.account !== null) {
    await signIn(context, identity, look.account ?? (await identity.addAccount({ role })));
  }
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => faults?.push(error.message));
  await page.goto(`${identity.app.localUrl}${look.path}`);
  return page;
};

/** The same window for whoever looks next, with nothing of the last one left in it. */
export const lookAgain = async (
  page: Page,
  identity: Identity,
  { path, account }: { readonly path: string; readonly account: AccountRow },
): Promise<void> => {
  await emptyWindow(page, identity.app.localUrl);
  await signIn(page.context(), identity, account);
  await page.goto(`${identity.app.localUrl}${path}`);
};
