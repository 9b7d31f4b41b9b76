import type { Browser, BrowserContext, Page } from "playwright-core";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { addFactor } from "../../packages/plinth/src/testing/second-factors.ts";
import { PASSWORD } from "./api.ts";
import { emptyWindow } from "./browser.ts";

/** Somebody with a password, and what their authenticator app shows. */
export interface Member {
  readonly email: string;
  readonly account: AccountRow;
}

/** A member with an authenticator app. */
export interface FactorMember extends Member {
  /** The code of now. */
  readonly code: () => string;
  readonly recoveryCodes: readonly string[];
}

/** Cibozer's web application and the console on an instance whose clock the test moves. */
export interface SigningIn {
  readonly identity: Identity;
  readonly url: string;
  /** A member of the role "user" unless told otherwise. "admin" has to have two factors. */
  readonly addMember: (name: string, role?: string) => Promise<Member>;
  readonly addFactorMember: (name: string) => Promise<FactorMember>;
  /** Mails to an address, newest first, after everything in the background is done. */
  readonly mailsTo: Identity["mailsTo"];
  /** The path and fragment of the link in the newest mail with one to an address. */
  readonly mailedPath: (address: string) => Promise<string>;
  /** Lets every limit and lock run out. */
  readonly passAnHour: () => void;
  readonly stop: () => Promise<void>;
}

const HOUR = 3_600_000;
const LINK = /https?:\/\/[^/\s]+(\/\S+#token=[\w-]+)/;

/** Starts it; the clock stands at the time of this machine until it is moved. */
export const startSigningIn = async (): Promise<SigningIn> => {
  const clock = createManualClock(Date.now());
  // Those that every instance of the fixture has already.
  const names = new Set(["credentials", "accounts", "sessions", "mfa"]);
  const identity = await startIdentity({
    clock,
    modules: cibozer.modules.filter(({ name }) => !names.has(name)),
    web: cibozer.web ?? [],
    env: { MFA_REQUIRED_ROLES: "admin" },
  });
  const { mailsTo } = identity;
  const addMember = async (name: string, role = "user"): Promise<Member> => {
    const email = `${name.toLowerCase()}@example.org`;
    const { id } = await identity.credentials.createUser({
      email,
      password: PASSWORD,
      name,
      role,
      tier: "free",
      verified: true,
    });
    const account = await identity.accounts.find(id);
    if (account === undefined) throw new Error("the account is gone");
    return { email, account };
  };
  return {
    identity,
    url: identity.app.localUrl,
    addMember,
    mailsTo,
    addFactorMember: async (name) => {
      const member = await addMember(name);
      const session = await identity.addSession(member.account);
      const { code, confirmed } = await addFactor(identity, member.account, session.row.id);
      // A code counts once: the next one is a new one.
      clock.advance(60_000);
      return { ...member, code, recoveryCodes: confirmed.recoveryCodes };
    },
    mailedPath: async (address) => {
      const paths = (await mailsTo(address)).map(({ text }) => LINK.exec(text)?.[1]);
      const path = paths.find((one) => one !== undefined);
      if (path === undefined) throw new Error(`no link in the mails to ${address}`);
      return path;
    },
    passAnHour: () => clock.advance(HOUR),
    stop: () => identity.app.stop(),
  };
};

const VIEWPORT = { width: 1280, height: 900 };

/** A browser of its own, as one person has it. */
export const openBrowser = async (
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{
  readonly context: BrowserContext;
  readonly page: Page;
  readonly faults: string[];
}> => {
  const context = await browser.newContext({ viewport: VIEWPORT, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  // A blocked script or style and an uncaught error both end up here (WEB-04).
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A refused request is written to the console by the browser itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      faults.push(message.text());
    }
  });
  return { context, page, faults };
};

type Opened = Awaited<ReturnType<typeof openBrowser>>;

/** Where the people of a test sit. */
export interface Windows {
  /** An empty window: the one that stays for whoever comes first in a test, else one of their own. */
  readonly take: () => Promise<Opened>;
  /** One of their own, for whoever does more to it than can be undone. */
  readonly open: () => Promise<Opened>;
  /** Empties the one that stays and closes the others; what was thrown in any. */
  readonly leave: () => Promise<readonly string[]>;
}

/** Builds them; `given` says which browser, and whose pages are shown. */
export const createWindows = (
  given: () => { readonly browser: Browser; readonly url: string },
): Windows => {
  let first: Opened | undefined;
  let isTaken = false;
  const others: Opened[] = [];
  const open = async (): Promise<Opened> => {
    const one = await openBrowser(given().browser);
    others.push(one);
    return one;
  };
  return {
    open,
    take: async () => {
      if (isTaken) return open();
      isTaken = true;
      first ??= await openBrowser(given().browser);
      return first;
    },
    leave: async () => {
      if (isTaken && first !== undefined) {
        await emptyWindow(first.page, given().url);
        await first.page.setViewportSize(VIEWPORT);
        await first.page.emulateMedia({ colorScheme: null, reducedMotion: null });
      }
      isTaken = false;
      const ended = others.splice(0);
      for (const { context } of ended) await context.close();
      return [first, ...ended].flatMap((one) => one?.faults.splice(0) ?? []);
    },
  };
};

/** Types address and password, and presses the button. */
export const typePassword = async (
  page: Page,
  email: string,
  password = PASSWORD,
): Promise<void> => {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
};

/** Signs somebody in to Cibozer by its form, and waits for their plans. */
export const enterCibozer = async (page: Page, url: string, email: string): Promise<void> => {
  await page.goto(`${url}/signin`);
  await typePassword(page, email);
  await page.getByRole("heading", { level: 1, name: "Your plans" }).waitFor();
};
