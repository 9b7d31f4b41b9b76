import type { Browser, Page } from "playwright-core";
import type { Identity } from "../../packages/plinth/src/testing/identity.ts";
import { PASSWORD } from "./api.ts";
import { createWindows, typePassword } from "./signing-in.ts";

/** Members of an instance, each of whom signs in at an empty window. */
export interface Members {
  /** Opens an account with a confirmed address, of the role "user" unless told otherwise; the address. */
  readonly addMember: (name: string, role?: string) => Promise<string>;
  /** Signs somebody in on the way to a page of either application. */
  readonly visit: (email: string, path: string, heading: string) => Promise<Page>;
  /** Empties the windows; what was thrown in any. */
  readonly leave: () => Promise<readonly string[]>;
}

/** Builds it; `given` says which instance and which browser at each call. */
export const createMembers = (
  given: () => { readonly identity: Identity; readonly browser: Browser },
): Members => {
  const windows = createWindows(() => {
    const { browser, identity } = given();
    return { browser, url: identity.app.localUrl };
  });
  return {
    addMember: async (name, role = "user") => {
      const email = `${name}@example.org`;
      const user = { email, password: PASSWORD, name, role, tier: "free", verified: true };
      await given().identity.credentials.createUser(user);
      return email;
    },
    visit: async (email, path, heading) => {
      const { identity } = given();
      const { page } = await windows.take();
      const prefix = path.startsWith("/console") ? "/console" : "";
      const from = path.slice(prefix.length);
      await page.goto(`${identity.app.localUrl}${prefix}/signin?from=${from}`);
      await typePassword(page, email);
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      return page;
    },
    leave: windows.leave,
  };
};
