import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { contrastFaults, documentFaults, keyboardFaults } from "../support/accessible-page.ts";
import { treeFaults } from "../support/accessible-tree.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { addDevice, addPasskey, watchDevices } from "../support/passkey-device.ts";
import {
  createWindows,
  type SigningIn,
  startSigningIn,
  typePassword,
} from "../support/signing-in.ts";

warnWithoutChromium();

const MINUTE = 60_000;

let service: SigningIn;
let browser: Browser;
const windows = createWindows(() => ({ browser, url: service.url }));

/** An empty window at a page of Cibozer, or of the console. */
const visit = async (path: string): Promise<Page> => {
  const one = await windows.take();
  await one.page.goto(service.url + path);
  await one.page.getByRole("heading", { level: 1 }).waitFor();
  return one.page;
};
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).waitFor();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
/** What has the focus: its accessible label, or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement;
    if (active instanceof HTMLInputElement) return active.labels?.[0]?.textContent ?? "";
    return active?.textContent ?? "";
  });
const isSignedIn = async (page: Page): Promise<boolean> =>
  page.evaluate(async () => (await fetch("/api/v1/auth/me")).ok);

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  service = await startSigningIn();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});
afterEach(async () => {
  service?.passAnHour();
  // No page broke its content policy or threw (WEB-04, VAL-13).
  expect(await windows.leave()).toEqual([]);
});

describe.skipIf(chromiumPath === undefined)("signing in with a password", () => {
  it.each(["", "/console"])("UX-09: %s/signin takes the keyboard alone", async (prefix) => {
    const { email } = await service.addMember(`Keys${prefix.replace("/", "")}`);
    const page = await visit(`${prefix}/signin`);
    await expect.poll(() => focused(page)).toBe("E-mail address");
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toBe("Password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await heading(page, prefix === "" ? "Your plans" : "Your account");
  });

  it("ID-19: an unknown address, a wrong password and a locked account look alike", async () => {
    const { email } = await service.addMember("Lena");
    const page = await visit("/signin");
    const refusal = async (address: string, password: string): Promise<string> => {
      const answered = page.waitForResponse((one) => one.url().endsWith("/auth/signin"));
      await typePassword(page, address, password);
      expect((await answered).status()).toBe(401);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      // Whoever mistyped types again at once: the field is ready, its content goes.
      await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "password");
      return alert.innerText();
    };
    const unknown = await refusal("nobody@example.org", "Wrong-Password-9");
    expect(unknown).toContain("That did not match");
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await refusal(email, "Wrong-Password-9")).toBe(unknown);
      service.identity.clock.advance(MINUTE / 2);
    }
    // Locked by now, for everybody but known browsers: the right password is refused as well.
    expect(await refusal(email, PASSWORD)).toBe(unknown);
  });

  it("UX-04: too many tries say how long to wait, and count down", async () => {
    const page = await visit("/signin");
    for (let tries = 0; tries < 6; tries += 1) {
      const answered = page.waitForResponse((one) => one.url().endsWith("/auth/signin"));
      await typePassword(page, `nobody-${tries}@example.org`, "Wrong-Password-9");
      await answered;
    }
    const timer = page.getByRole("timer");
    await timer.waitFor();
    const first = await timer.innerText();
    expect(first).toMatch(/^Next try in (1 min 00 s|\d\d s)\.$/);
    await page.waitForFunction(
      (before) => document.querySelector("[role=timer]")?.textContent !== before,
      first,
    );
    // A screen reader hears of the wait once, not every second.
    expect(await timer.getAttribute("aria-live")).toBe("off");
  });

  it("UX-04: what is missing is said on its field", async () => {
    const page = await visit("/signin");
    await press(page, "Sign in");
    await expect.poll(() => focused(page)).toBe("E-mail address");
    const described = await page.getByLabel("E-mail address").getAttribute("aria-describedby");
    const words = await page.locator(`[id="${described?.split(" ").at(-1)}"]`).innerText();
    expect(words).toBe("Enter your e-mail address.");
  });

  it("UX-09: password managers find their fields", async () => {
    const page = await visit("/signin");
    const tokens = await page
      .locator("form input")
      .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).autocomplete));
    expect(tokens).toEqual(["username webauthn", "current-password"]);
  });
});

describe.skipIf(chromiumPath === undefined)("signing in by mail", () => {
  it("ID-16: a link is asked for, its visit spends nothing, the button signs in, once", async () => {
    const { email } = await service.addMember("Linus");
    const page = await visit("/signin");
    await press(page, "Mail me a link instead");
    await expect.poll(() => focused(page)).toBe("E-mail address");
    await page.getByLabel("E-mail address").fill(email);
    await press(page, "Mail me a link instead");
    await heading(page, "Look into your mail");
    const path = await service.mailedPath(email);
    expect(path).toMatch(/^\/signin\/link#token=/);

    // What looks at mails before people do opens the page, and that is all.
    const scanner = await visit(path);
    await scanner.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    expect(await isSignedIn(scanner)).toBe(false);

    await page.goto(service.url + path);
    await press(page, "Sign in");
    await heading(page, "Your plans");
    await press(scanner, "Sign in");
    await scanner.getByText("This link does not work").waitFor();
    expect(await isSignedIn(scanner)).toBe(false);
  });

  it("UX-04: a mailed link that works no more leads to where another mail is asked for", async () => {
    const page = await visit("/account/verify-email#token=spent");
    await press(page, "Yes, this is my address");
    await page.getByRole("alert").getByText("This link does not work any more").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Your account" }).click();
    await heading(page, "Sign in");
  });

  it("ID-16: the page looks the same for an address without an account, and sends nothing", async () => {
    const page = await visit("/console/signin");
    await page.getByLabel("E-mail address").fill("nobody@example.org");
    await press(page, "Mail me a link instead");
    await heading(page, "Look into your mail");
    expect(await service.mailsTo("nobody@example.org")).toEqual([]);
  });

  it("ID-16: the mailbox of development shows the mail, and its link works", async () => {
    const { email } = await service.addMember("Mailbox");
    const asking = await visit("/console/signin");
    await asking.getByLabel("E-mail address").fill(email);
    await press(asking, "Mail me a link instead");
    await heading(asking, "Look into your mail");
    expect(await service.mailsTo(email)).toHaveLength(1);
    const page = await visit("/console/mailbox");
    const mail = page.getByRole("article").filter({ hasText: email });
    expect(await treeFaults(page)).toEqual([]);
    await mail.getByRole("link").click();
    await press(page, "Sign in");
    await expect.poll(() => isSignedIn(page), { timeout: 10_000 }).toBe(true);
  });

  it("ID-18: a link does not get around the second factor", async () => {
    const { email, code } = await service.addFactorMember("Mira");
    const page = await visit("/console/signin");
    await page.getByLabel("E-mail address").fill(email);
    await press(page, "Mail me a link instead");
    await heading(page, "Look into your mail");
    await page.goto(`${service.url}/console${await service.mailedPath(email)}`);
    await press(page, "Sign in");
    await heading(page, "Enter your code");
    expect(await isSignedIn(page)).toBe(false);
    await page.getByLabel("Code from your app").fill(code());
    await page.keyboard.press("Enter");
    await heading(page, "Your account");
  });

  it("ID-12: the link of a lock lifts it", async () => {
    const { email, account } = await service.addMember("Otto");
    const lock = async () => {
      for (let tries = 0; tries < 5; tries += 1) {
        await service.identity.send("POST", "/api/v1/auth/signin", {
          email,
          password: "Wrong-Password-9",
        });
      }
    };
    await lock();
    service.identity.clock.advance(MINUTE);
    const page = await visit("/signin");
    await typePassword(page, email);
    await page.getByRole("alert").waitFor();
    await page.goto(service.url + (await service.mailedPath(account.email)));
    await heading(page, "Unlock your account");
    await press(page, "Let me sign in again");
    await page.getByText("The pause is over").waitFor();
    await page.getByRole("link", { name: "Sign in" }).last().click();
    await typePassword(page, email);
    await heading(page, "Your plans");
  });
});

describe.skipIf(chromiumPath === undefined)("signing in with a second factor", () => {
  const secondStep = async (email: string, path = "/signin"): Promise<Page> => {
    const page = await visit(path);
    await typePassword(page, email);
    await heading(page, "Enter your code");
    return page;
  };

  it("ID-17: the code of the app, pasted with a blank; a wrong one is said on the field", async () => {
    const { email, code } = await service.addFactorMember("Tom");
    const page = await secondStep(email);
    await expect.poll(() => focused(page)).toBe("Code from your app");
    const field = page.getByLabel("Code from your app");
    expect(await field.getAttribute("autocomplete")).toBe("one-time-code");
    expect(await field.getAttribute("inputmode")).toBe("numeric");
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByText("This code is not right").waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const right = code();
    await field.fill(` ${right.slice(0, 3)} ${right.slice(3)} `);
    await page.keyboard.press("Enter");
    await heading(page, "Your plans");
  });

  it("ID-17: a recovery code works once; a remembered browser is not asked again", async () => {
    const { email, recoveryCodes } = await service.addFactorMember("Rosa");
    const page = await secondStep(email, "/console/signin");
    await press(page, "Use a recovery code");
    await heading(page, "Enter a recovery code");
    await expect.poll(() => focused(page)).toBe("Recovery code");
    await page.keyboard.type(recoveryCodes[0]?.toLowerCase() ?? "");
    await page.getByText("Remember this browser for 30 days").click();
    await press(page, "Sign in");
    await heading(page, "Your account");
    await press(page, "Sign out");
    await heading(page, "Sign in");
    await typePassword(page, email);
    await heading(page, "Your account");

    const other = await secondStep(email);
    await press(other, "Use a recovery code");
    await other.getByRole("textbox", { name: "Recovery code" }).fill(recoveryCodes[0] ?? "");
    await other.keyboard.press("Enter");
    await other.getByText("used already").waitFor();
  });

  it("ID-17: what took too long leads back to the start, with words and the address", async () => {
    const { email, code } = await service.addFactorMember("Sven");
    const page = await secondStep(email);
    service.identity.clock.advance(6 * MINUTE);
    await page.getByLabel("Code from your app").fill(code());
    await page.keyboard.press("Enter");
    await page.getByText("The sign-in took too long").waitFor();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
    await typePassword(page, email);
    await page.getByLabel("Code from your app").fill(code());
    await page.keyboard.press("Enter");
    await heading(page, "Your plans");
  });
});

describe.skipIf(chromiumPath === undefined)("confirming who is there", () => {
  const stale = async (email: string, at: string, code?: () => string): Promise<Page> => {
    const page = await visit(`/signin?from=${at}`);
    await typePassword(page, email);
    if (code !== undefined) {
      await page.getByLabel("Code from your app").fill(code());
      await page.keyboard.press("Enter");
    }
    await heading(page, at === "/account" ? "Your account" : "Security");
    service.identity.clock.advance(16 * MINUTE);
    return page;
  };
  const changePassword = async (page: Page): Promise<void> => {
    await press(page, "Change password");
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByLabel("New password").fill("Neue-Tulpen-um-8");
    await press(page, "Save the password");
  };

  it("ID-18: a change in an old session asks once more, then goes on by itself", async () => {
    const { email } = await service.addMember("Paula");
    const page = await stale(email, "/account/security");
    await changePassword(page);
    const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
    await dialog.waitFor();
    await expect.poll(() => focused(page)).toBe("Your password");
    await page.keyboard.type("Wrong-Password-9");
    await page.keyboard.press("Enter");
    await dialog.getByText("This password is not right").waitFor();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("Your password is changed").waitFor();
    await dialog.waitFor({ state: "detached" });
    const again = await visit("/signin");
    await typePassword(again, email, "Neue-Tulpen-um-8");
    await heading(again, "Your plans");
  });

  it("ID-18: Escape calls it off: nothing is changed, nothing is complained about", async () => {
    const { email } = await service.addMember("Quentin");
    const page = await stale(email, "/account/security");
    await changePassword(page);
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const form = page.getByRole("form", { name: "Change password" });
    expect(await form.getByRole("alert").count()).toBe(0);
    expect(await form.getByLabel("Current password").inputValue()).toBe(PASSWORD);
    const again = await visit("/signin");
    await typePassword(again, email);
    await heading(again, "Your plans");
  });

  it("ID-18: who has an app may confirm with it", async () => {
    const { email, code } = await service.addFactorMember("Ruth");
    const page = await stale(email, "/account/security", code);
    await changePassword(page);
    const dialog = page.getByRole("dialog");
    await press(page, "Use a code from your app");
    await dialog.getByLabel("Code from your app").fill(code());
    await page.keyboard.press("Enter");
    await page.getByText("Your password is changed").waitFor();
  });

  it("ID-18: an address changes once the link in the new one's mail is used; then sign in again", async () => {
    const { email } = await service.addMember("Stella");
    const page = await stale(email, "/account");
    await press(page, "Change e-mail address");
    await page.keyboard.type("stella.new@example.org");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("Your password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("nothing changes").waitFor();
    const path = await service.mailedPath("stella.new@example.org");
    expect(path).toMatch(/^\/account\/confirm-email#token=/);
    await page.goto(service.url + path);
    await press(page, "Yes, use this address");
    await page.getByText("Your address is changed").waitFor();
    expect(await isSignedIn(page)).toBe(false);
    await page.getByRole("link", { name: "Sign in" }).last().click();
    await typePassword(page, "stella.new@example.org");
    await heading(page, "Your plans");
  });
});

describe.skipIf(chromiumPath === undefined)("a page that needs two factors", () => {
  it("ID-17: who has none is told so once, and led to where one is set up", async () => {
    const { email } = await service.addMember("Ada", "admin");
    const page = await visit("/console/signin?from=/operations/health");
    await typePassword(page, email);
    const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
    await dialog.getByText("This needs a second factor").waitFor();
    await press(page, "Not now");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Not confirmed").waitFor();
    expect(await dialog.count()).toBe(0);
    await press(page, "Try again");
    await dialog.getByRole("link", { name: "Go to the security settings" }).click();
    await heading(page, "Security");
    await dialog.waitFor({ state: "detached" });
  });
});

describe.skipIf(chromiumPath === undefined)("P-114: nobody is kept out on the way in", () => {
  const faultsOf = async (page: Page): Promise<readonly string[]> => [
    ...(await documentFaults(page)),
    ...(await contrastFaults(page)),
  ];

  it("P-114: no step has a fault, and Tab goes round in each", async () => {
    const { email } = await service.addFactorMember("Wim");
    const page = await visit("/signin");
    const found: Record<string, readonly string[]> = {};
    const look = async (state: string) => {
      const faults = [
        ...(await treeFaults(page)),
        ...(await faultsOf(page)),
        ...(await keyboardFaults(page)),
      ];
      if (faults.length > 0) found[state] = faults;
    };
    await typePassword(page, email, "Wrong-Password-9");
    await page.getByRole("alert").waitFor();
    await look("refused");
    await press(page, "Mail me a link instead");
    await heading(page, "Look into your mail");
    await look("link sent");
    await press(page, "Back to sign-in");
    await typePassword(page, email);
    await heading(page, "Enter your code");
    await press(page, "Sign in");
    await page.getByText("Type the code that the app shows.").waitFor();
    await look("code missing");
    await press(page, "Use a recovery code");
    await heading(page, "Enter a recovery code");
    await look("recovery code");
    expect(found).toEqual({});
  });

  it("P-114: the dialog has no fault, keeps the focus, and gives it back", async () => {
    const { email } = await service.addMember("Xenia");
    const page = await visit("/signin?from=/account");
    await typePassword(page, email);
    await heading(page, "Your account");
    service.identity.clock.advance(16 * MINUTE);
    await press(page, "Change e-mail address");
    await page.keyboard.type("xenia.new@example.org");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("Your password").waitFor();
    await press(page, "Confirm");
    await page.getByText("Enter your password.").waitFor();
    // The page behind an open dialog is not read out: it has no main part and no heading then.
    expect(await faultsOf(page)).toEqual([]);
    for (let stop = 0; stop < 6; stop += 1) await page.keyboard.press("Tab");
    expect(await page.locator("[role='dialog'] :focus").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "email");
  });
});

describe.skipIf(chromiumPath === undefined)("signing in with a passkey", () => {
  /** A browser at localhost whose device always has the right finger on it. */
  const withDevice = async (path: string): Promise<Page> => {
    const one = await windows.open();
    await addDevice(await watchDevices(one.page));
    await one.page.goto(service.url.replace("127.0.0.1", "localhost") + path);
    return one.page;
  };
  /** With such a device autofill chooses at once: the button is tried where there is none. */
  const setAutofill = (page: Page, isThere: boolean): Promise<void> =>
    page.evaluate((is) => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => is;
    }, isThere);

  it("ID-22: by the button, by autofill, and to confirm who is there", async () => {
    const { email } = await service.addMember("Vera");
    const page = await withDevice("/console/signin");
    await typePassword(page, email);
    await heading(page, "Your account");
    expect(await addPasskey(page)).toBe(200);

    // The session has another id now, and the page fetches its token anew.
    await page.reload();
    await setAutofill(page, false);
    await press(page, "Sign out");
    await heading(page, "Sign in");
    await press(page, "Sign in with a passkey");
    await heading(page, "Your account");

    service.identity.clock.advance(16 * MINUTE);
    await press(page, "Change e-mail address");
    await page.keyboard.type("vera.new@example.org");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Confirm with your passkey" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("nothing changes").waitFor();

    await setAutofill(page, true);
    await press(page, "Sign out");
    // Nothing is pressed: the field offers the passkey, and the finger is there.
    await heading(page, "Your account");
  });

  it("ID-22: no button is shown where passkeys cannot work", async () => {
    const page = await visit("/signin");
    expect(await page.getByRole("button", { name: /passkey/ }).count()).toBe(0);
  });
});
