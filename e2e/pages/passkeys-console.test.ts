import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { addDevice, watchDevices } from "../support/passkey-device.ts";

warnWithoutChromium();

/** A passkey as pages see it. */
interface Passkey {
  readonly id: string;
  readonly name: string;
}

/** What the bundle of this test leaves in the page: calls of packages/console/src/client. */
declare const calls: {
  readonly passkeys: {
    readonly list: () => Promise<{ readonly available: boolean; readonly passkeys: Passkey[] }>;
    readonly register: (name: string) => Promise<Passkey>;
    readonly rename: (id: string, name: string) => Promise<Passkey>;
    readonly remove: (id: string) => Promise<void>;
    readonly signIn: () => Promise<{ readonly email: string }>;
    readonly signInByAutofill: (
      signal: AbortSignal,
    ) => Promise<{ readonly email: string } | undefined>;
    readonly stepUp: () => Promise<void>;
  };
  readonly auth: {
    readonly signIn: (input: { email: string; password: string }) => Promise<unknown>;
    readonly signOut: () => Promise<void>;
  };
  readonly codeOf: (attempt: Promise<unknown>) => Promise<string>;
};

const ENTRY = "\0passkey-calls";

/** The client of the console as one script, with what browsers load later inside. */
const bundle = async (): Promise<string> => {
  const client = fileURLToPath(
    new URL("../../packages/console/src/client/index.ts", import.meta.url),
  );
  const built = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? ENTRY : undefined),
        load: (id) =>
          id === ENTRY
            ? `import { createApiClient, createAuthApi, createPasskeysApi } from ${JSON.stringify(client)};
               const api = createApiClient();
               globalThis.calls = {
                 passkeys: createPasskeysApi(api),
                 auth: createAuthApi(api),
                 codeOf: (attempt) => attempt.then(() => "done", (error) => error.code ?? String(error)),
               };`
            : undefined,
      },
    ],
    build: {
      write: false,
      minify: false,
      rollupOptions: { input: "entry", output: { format: "iife" } },
    },
  });
  const [made] = [built].flat();
  const [chunk] = made !== undefined && "output" in made ? made.output : [];
  return chunk !== undefined && "code" in chunk ? chunk.code : "";
};

describe.skipIf(chromiumPath === undefined)("the console's calls for passkeys", () => {
  let application: TestApplication;
  let browser: Browser;
  let page: Page;
  let devices: CDPSession;
  let authenticatorId: string;

  beforeAll(async () => {
    application = await startTestApplication({
      modules: [...identityModules, ...operationsModules],
    });
    const { createUser } = application.modules.service("credentials") as {
      readonly createUser: (user: Record<string, unknown>) => Promise<unknown>;
    };
    await createUser({ email: "ann@example.org", password: PASSWORD, verified: true });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${application.localUrl.replace("127.0.0.1", "localhost")}/docs`);
    devices = await watchDevices(page);
    authenticatorId = await addDevice(devices);
    await page.evaluate(await bundle());
    await page.evaluate(
      (password) => calls.auth.signIn({ email: "ann@example.org", password }),
      PASSWORD,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
  });

  it("ID-22: add, name, list, confirm; the same device is told from a fault", async () => {
    const seen = await page.evaluate(async () => {
      const added = await calls.passkeys.register("Laptop");
      const twice = await calls.codeOf(calls.passkeys.register("Laptop"));
      const renamed = await calls.passkeys.rename(added.id, "Blue key");
      await calls.passkeys.stepUp();
      return { added, twice, renamed, list: await calls.passkeys.list() };
    });
    expect(seen.added.name).toBe("Laptop");
    expect(seen.twice).toBe("PASSKEY_KNOWN");
    expect(seen.renamed.name).toBe("Blue key");
    expect(seen.list).toMatchObject({ available: true, passkeys: [{ name: "Blue key" }] });
  });

  it("ID-22: sign in from a button, and from the autofill of a field", async () => {
    const byButton = await page.evaluate(async () => {
      await calls.auth.signOut();
      return calls.passkeys.signIn();
    });
    expect(byButton.email).toBe("ann@example.org");
    const byAutofill = await page.evaluate(async () => {
      await calls.auth.signOut();
      const field = document.createElement("input");
      field.autocomplete = "username webauthn" as AutoFill;
      document.body.append(field);
      return calls.passkeys.signInByAutofill(new AbortController().signal);
    });
    expect(byAutofill?.email).toBe("ann@example.org");
  });

  it("ID-22: an offer in the autofill ends with its page, and makes way for a button", async () => {
    await devices.send("WebAuthn.setAutomaticPresenceSimulation", {
      authenticatorId,
      enabled: false,
    });
    const ended = await page.evaluate(async () => {
      const leaving = new AbortController();
      const offer = calls.codeOf(calls.passkeys.signInByAutofill(leaving.signal));
      // The offer stands once the page has its options.
      await calls.passkeys.list();
      leaving.abort();
      return offer;
    });
    expect(["done", "CANCELLED"]).toContain(ended);
    // At any moment on its way, an offer that is left ends.
    const all = await page.evaluate(async () => {
      const codes: string[] = [];
      for (let wait = 0; wait < 60; wait += 6) {
        const leaving = new AbortController();
        const offer = calls.codeOf(calls.passkeys.signInByAutofill(leaving.signal));
        await new Promise((resolve) => setTimeout(resolve, wait));
        leaving.abort();
        codes.push(await offer);
      }
      return codes;
    });
    expect(all.filter((code) => code !== "done" && code !== "CANCELLED")).toEqual([]);
    await devices.send("WebAuthn.setAutomaticPresenceSimulation", {
      authenticatorId,
      enabled: true,
    });
    const both = await page.evaluate(async () => {
      const offer = calls.codeOf(calls.passkeys.signInByAutofill(new AbortController().signal));
      const { email } = await calls.passkeys.signIn();
      return { email, offer: await offer };
    });
    expect(both.email).toBe("ann@example.org");
    // Where the button was done before the offer stood, the device has answered that too.
    expect(["CANCELLED", "done"]).toContain(both.offer);
  });

  it.each([
    ["signIn", "signInByAutofill"],
    ["signInByAutofill", "signIn"],
  ] as const)(
    "ID-22: answers of a device arrive in its order, as its counter does: %s, then %s",
    async (one, other) => {
      const FINISH = "**/signin/finish";
      const first = Promise.withResolvers<void>();
      const second = Promise.withResolvers<void>();
      let finishes = 0;
      await page.route(FINISH, async (route) => {
        finishes += 1;
        if (finishes > 1) {
          await route.fulfill({ response: await route.fetch() });
          second.resolve();
          return;
        }
        first.resolve();
        // One that overtakes has a second to do so; in the right order it waits for this one.
        await Promise.race([second.promise, new Promise((resolve) => setTimeout(resolve, 1_000))]);
        await route.continue();
      });
      const signIn = (way: "signIn" | "signInByAutofill") =>
        page.evaluate(
          (name) => calls.codeOf(calls.passkeys[name](new AbortController().signal)),
          way,
        );
      const answers = [signIn(one)];
      await first.promise;
      answers.push(signIn(other));
      expect(await Promise.all(answers)).toEqual(["done", "done"]);
      expect(finishes).toBe(2);
      await page.unroute(FINISH);
    },
  );

  it("ID-22: a device that does not verify its owner is a refusal in words, and a removed passkey too", async () => {
    const removed = await page.evaluate(async () => {
      const { passkeys } = await calls.passkeys.list();
      for (const { id } of passkeys) await calls.passkeys.remove(id);
      const left = await calls.passkeys.list();
      await calls.auth.signOut();
      return { left, code: await calls.codeOf(calls.passkeys.signIn()) };
    });
    expect(removed).toMatchObject({ left: { passkeys: [] }, code: "PASSKEY_REFUSED" });
    await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    const stopped = await page.evaluate(() => calls.codeOf(calls.passkeys.signIn()));
    expect(stopped).toBe("CANCELLED");
  });
});
