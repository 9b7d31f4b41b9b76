import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import { type Identity, tokenIn } from "../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../support/accessible-page.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { lookAgain, lookAt, startConsole } from "../support/console.ts";
import { pageFaults } from "../support/every-width.ts";

warnWithoutChromium();

/** A name that would do something if anybody took it for markup. */
const MARKUP = `Eve <img src=x onerror="document.title='broken'"> & <b>Bold</b>`;
const SUPPORT = ["users:read", "users:write"];

describe.skipIf(chromiumPath === undefined)("somebody administers accounts in the console", () => {
  const clock = createManualClock(Date.now());
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;
  let page: Page;

  const pageOf = (account: AccountRow, path: string, width = 1_280): Promise<Page> =>
    lookAt(browser, identity, { account, path: `/console${path}`, width, faults });
  /** Somebody signs in where the last one was. */
  const see = (account: AccountRow, path: string) =>
    lookAgain(page, identity, { account, path: `/console${path}` });
  const go = (path: string) => page.goto(`${identity.app.localUrl}/console${path}`);
  const press = (name: string | RegExp, within: Pick<Page, "getByRole"> = page) =>
    within.getByRole("button", { name }).click();
  /** Confirms in the open dialog, and waits until it is gone. */
  const confirm = async (name: string) => {
    await press(name, page.getByRole("dialog"));
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  const told = (text: string | RegExp) =>
    page.getByRole("region", { name: "Notifications" }).getByText(text).first().waitFor();
  const choose = async (label: string, option: string, within: Pick<Page, "getByRole"> = page) => {
    await press(new RegExp(`${label}$`), within);
    await page.getByRole("option", { name: option }).click();
  };
  const personOf = async (email: string) =>
    (await identity.credentials.listUsers({ search: email, limit: 1 }))[0];
  const statusOf = async (account: AccountRow, path: string) => {
    const { tokens } = await identity.addSession(account);
    const authorization = `Bearer ${tokens.accessToken}`;
    return (await identity.send("GET", path, undefined, { authorization })).status;
  };

  beforeAll(async () => {
    identity = await startConsole({ clock });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
    page = await pageOf(admin, "/admin/users");
  });
  beforeEach(async () => {
    clock.advance(60_000);
    await see(admin, "/admin/users");
    await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("ID-18: invites somebody, whose mail alone leads to a password and whose name stays text", async () => {
    await press("Invite somebody");
    const dialog = page.getByRole("dialog", { name: "Invite somebody" });
    await press("Open the account", dialog);
    await dialog.getByText("Enter an e-mail address like").waitFor();
    await dialog.getByLabel("E-mail address").fill("eve@example.org");
    await dialog.getByLabel("Name").fill(MARKUP);
    await choose("Role", "admin", dialog);
    await press("Open the account", dialog);
    await told(/eve@example.org has an account now/);
    await page.getByRole("link", { name: MARKUP }).click();
    await page.getByRole("heading", { level: 1, name: MARKUP }).waitFor();
    await page.getByText("address unconfirmed").waitFor();
    expect(await page.locator("main img, main b").count()).toBe(0);
    expect(await page.title()).not.toBe("broken");
    const [mail] = await identity.mailsTo("eve@example.org");
    const body = { token: tokenIn(mail), password: PASSWORD };
    expect((await identity.send("POST", "/api/v1/auth/password/reset", body)).status).toBe(204);
    await page.reload();
    await page.getByText("Address").first().waitFor();
    expect(await page.getByText("address unconfirmed").count()).toBe(0);
    await go("/admin/users");
    await press("Invite somebody");
    await dialog.getByLabel("E-mail address").fill("EVE@example.org");
    await press("Open the account", dialog);
    await dialog.getByText("This address has an account already").waitFor();
  });

  it("ID-13: finds people by part of a name and by role, page by page, in the address", async () => {
    for (let count = 0; count < 55; count += 1) {
      await identity.addAccount({ name: `Crowd ${count}`, email: `crowd-${count}@example.org` });
    }
    await page.getByLabel("Name or e-mail address").fill("CROWD");
    await page.getByText("50 people on this page").waitFor();
    expect(page.url()).toContain("search=CROWD");
    // The page shows 50; the file has everybody of the search.
    const file = page.getByRole("link", { name: "Accounts, all as CSV" });
    const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
    const lines = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(lines).toHaveLength(56);
    await press("Next");
    await page.getByText("5 people on this page").waitFor();
    await page.reload();
    await page.getByText("5 people on this page").waitFor();
    expect(await page.getByRole("button", { name: "Next" }).isDisabled()).toBe(true);
    await press("Back");
    await page.getByText("50 people on this page").waitFor();
    await choose("Role", "admin");
    await page.getByText("Nobody found").waitFor();
    await page.getByLabel("Name or e-mail address").fill("ada");
    await page.getByRole("rowheader", { name: /Ada/ }).waitFor();
    const headers = await page.getByRole("columnheader").allInnerTexts();
    expect(headers).toEqual(["Person", "State", "Tier", "Last sign-in"]);
  });

  it("SES-09: whom an administrator demotes is refused on the next call, and told why", async () => {
    const other = await identity.addAccount({ role: "admin", name: "Otto" });
    const theirs = await pageOf(other, "/admin/users");
    await theirs.getByText("on this page").waitFor();
    await go(`/admin/users/${other.id}`);
    await choose("Role", "user");
    await press("Save the rights");
    await page.getByText("until now it was everything").waitFor();
    await confirm("Change them");
    await told(/The rights are changed/);
    const refused = theirs.waitForResponse((one) => one.url().includes("/api/v1/admin/users"));
    await theirs.getByLabel("Name or e-mail address").fill("somebody");
    expect((await refused).status()).toBe(403);
    await theirs.getByText("Not for your account").waitFor();
    expect(await theirs.getByRole("link", { name: "Admin" }).count()).toBe(0);
    await theirs.context().close();
  });

  it("ID-12, ID-13: sees a lock with its figures, and lifts it", async () => {
    const email = "luca@example.org";
    const { id } = await identity.credentials.createUser({ email, password: PASSWORD });
    const signIn = (password: string) =>
      identity.send("POST", "/api/v1/auth/signin", { email, password });
    for (let tries = 0; tries < 5; tries += 1) await signIn("Wrong-password-1!");
    clock.advance(60_000);
    expect((await signIn(PASSWORD)).status).toBe(401);
    await go(`/admin/users/${id}`);
    await page.getByText(/^locked until/).waitFor();
    const facts = await page.getByRole("region", { name: "What sign-in knows" }).innerText();
    expect(facts).toMatch(/Failed attempts\s+5/);
    await press("Lift the lock");
    await confirm("Lift the lock");
    await told(/The lock is lifted/);
    await page.getByText(/^locked until/).waitFor({ state: "detached" });
    expect((await signIn(PASSWORD)).status).toBe(200);
  });

  it("ID-18, SES-04: disables and enables, resets factors, ends devices; each is asked before", async () => {
    const person = await identity.addAccount({ name: "Pia" });
    await identity.addSession(person);
    await identity.addSession(person);
    const path = `/admin/users/${person.id}`;
    await go(path);
    const devices = page.getByRole("region", { name: "Devices" });
    await devices.getByRole("listitem").first().waitFor();
    expect(await devices.getByRole("listitem").count()).toBe(2);
    await devices
      .getByRole("button", { name: /^Sign out / })
      .first()
      .click();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await devices.getByRole("listitem").count()).toBe(2);
    await devices
      .getByRole("button", { name: /^Sign out / })
      .first()
      .click();
    await confirm("Sign it out");
    await told("The device is signed out.");
    await expect.poll(() => devices.getByRole("listitem").count()).toBe(1);
    await press("Reset second factors");
    await confirm("Reset them");
    await devices.getByText("Signed in nowhere.").waitFor();
    await press("Mail a password link");
    await confirm("Send the mail");
    const [mail] = await identity.mailsTo(person.email);
    expect(tokenIn(mail)).not.toBe("");
    await press("Disable the account");
    await confirm("Disable it");
    await told("The account is disabled.");
    expect((await personOf(person.email))?.disabled).toBe(true);
    await press("Enable the account");
    await confirm("Enable it");
    await expect.poll(async () => (await personOf(person.email))?.disabled).toBe(false);
  });

  it("ID-18: an old session confirms who it is in the middle of a change, which then goes on", async () => {
    const { id } = await identity.credentials.createUser({
      email: "stella@example.org",
      password: PASSWORD,
      role: "admin",
    });
    const stella = await identity.accounts.find(id);
    if (stella === undefined) throw new Error("the account is gone");
    const person = await identity.addAccount({ name: "Pat" });
    await see(stella, `/admin/users/${person.id}`);
    // Half an hour in two halves, with a look between, so that the session lives on.
    await page.getByLabel("Tier").waitFor();
    clock.advance(16 * 60_000);
    await page.reload();
    await page.getByLabel("Tier").waitFor();
    clock.advance(16 * 60_000);
    await page.getByLabel("Tier").fill("premium");
    await press("Save the rights");
    await press("Change them", page.getByRole("dialog"));
    const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
    await proof.getByLabel("Your password").waitFor();
    await page.keyboard.press("Escape");
    await proof.waitFor({ state: "detached" });
    // Called off: nothing has changed, and the first dialog is still there.
    expect((await personOf(person.email))?.tier).toBe("free");
    await press("Change them", page.getByRole("dialog"));
    await proof.getByLabel("Your password").fill(PASSWORD);
    await proof.getByRole("button", { name: "Confirm", exact: true }).click();
    await told(/The rights are changed/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await personOf(person.email))?.tier).toBe("premium");
  });

  it("says in words what nobody may do to themselves, and that the last administrator stays", async () => {
    await go(`/admin/users/${admin.id}`);
    await page.getByText("This is your own account").waitFor();
    for (const name of ["Disable the account", "Reset second factors"]) {
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    }
    // Somebody whose own role has every permission may try, and is told.
    const authorization = `Bearer ${(await identity.addSession(admin)).tokens.accessToken}`;
    const role = { description: "Owns it", permissions: ["*"] };
    await identity.send("PUT", "/api/v1/admin/roles/owner", role, { authorization });
    for (const { id } of await identity.credentials.listUsers({ role: "admin" })) {
      if (id !== admin.id) await identity.accounts.setRole(id, "user");
    }
    const owner = await identity.addAccount({ role: "owner" });
    await see(owner, `/admin/users/${admin.id}`);
    await press("Disable the account");
    await press("Disable it", page.getByRole("dialog"));
    await page.getByRole("dialog").getByText("The last administrator stays").waitFor();
    expect((await personOf(admin.email))?.disabled).toBe(false);
  });

  it("AZ-01: makes a role, gives it, sees it work, and cannot remove it while somebody has it", async () => {
    const person = await identity.addAccount({ role: "user", email_verified_at: clock.now() });
    await go("/admin/roles");
    await press("Make a role");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("support");
    await dialog.getByLabel("Who gets it").fill("Helps people");
    await dialog.getByText("users: everything").click();
    expect(await dialog.getByLabel("users: read").isChecked()).toBe(true);
    expect(await dialog.getByLabel("users: read").isDisabled()).toBe(true);
    await dialog.getByText("users: everything").click();
    for (const permission of SUPPORT) await dialog.getByText(permission.replace(":", ": ")).click();
    await press("Save the role", dialog);
    await told("The role support is saved.");
    await page
      .getByRole("row", { name: /support/ })
      .getByText("users:read, users:write")
      .waitFor();
    await go(`/admin/users/${person.id}`);
    await choose("Role", "support");
    await press("Save the rights");
    await confirm("Change them");
    expect(
      await statusOf({ ...person, role: "support", session_epoch: 1 }, "/api/v1/admin/users"),
    ).toBe(200);
    await go("/admin/roles");
    await press("Remove the role support");
    await press("Remove it", page.getByRole("dialog"));
    await page.getByRole("dialog").getByText("The role stays").waitFor();
  });

  it("AZ-01: whoever may see people and not change them is shown no way to, and no other page", async () => {
    const authorization = `Bearer ${(await identity.addSession(admin)).tokens.accessToken}`;
    const role = { description: "Looks", permissions: ["users:read"] };
    await identity.send("PUT", "/api/v1/admin/roles/viewer", role, { authorization });
    const viewer = await identity.addAccount({ role: "viewer" });
    const theirs = await pageOf(viewer, `/admin/users/${admin.id}`);
    await theirs.getByRole("region", { name: "What sign-in knows" }).waitFor();
    expect(await theirs.getByRole("region", { name: "Rights" }).count()).toBe(0);
    const links = theirs.getByRole("navigation", { name: "Administration" }).getByRole("link");
    expect(await links.allInnerTexts()).toEqual(["People"]);
    await theirs.goto(`${identity.app.localUrl}/console/admin/access-review`);
    await theirs.getByText("Not for your account").waitFor();
    await theirs.context().close();
  });

  it("AZ-05: signs an access review that is kept, and downloads it as CSV", async () => {
    await identity.addAccount({
      email: "old@example.org",
      last_sign_in_at: clock.now() - 101 * 86_400_000,
    });
    await go("/admin/access-review");
    const old = page.getByRole("row", { name: /old@example.org/ });
    await old.getByText(/^not used for 10\d days$/).waitFor();
    await page.getByText("Needs a look").click();
    await page
      .getByRole("row", { name: /ada@example.org/ })
      .getByText("privileged without")
      .waitFor();
    const audited: string[] = [];
    identity.app.events.on("audit", ({ name }) => audited.push(name));
    await page.getByLabel("Note").fill("Looked at everybody");
    await press("Sign off");
    await confirm("Sign off");
    await told("The review is signed and kept.");
    const past = page.getByRole("region", { name: "Past reviews" });
    await past.getByRole("row", { name: /ada@example.org.*Looked at everybody/ }).waitFor();
    expect(audited).toContain("access.reviewed");
    for (const link of [
      past.getByRole("link", { name: /^CSV of/ }),
      page.getByRole("link", { name: "Download as CSV" }),
    ]) {
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const text = readFileSync(await download.path(), "utf8");
      expect(text).toMatch(/^"account","email","role"/);
      expect(text).toContain('"old@example.org","user"');
    }
  });

  it("UX-04: while the server fails the pages say so, and go on when it is back", async () => {
    const route = "**/api/v1/admin/users*";
    await page.route(route, (one) => one.fulfill({ status: 500, body: "{}" }));
    await go("/admin/users");
    await page.getByRole("alert").waitFor();
    await page.unroute(route);
    await press("Try again");
    await page.getByRole("rowheader", { name: /Ada/ }).waitFor();
  });

  it("P-114: tables, cards and dialogs have no fault, at 390 and 1280 px, by eye, reader and keyboard", async () => {
    const found: Record<string, readonly string[]> = {};
    const paths = [
      "/admin/users",
      `/admin/users/${admin.id}`,
      "/admin/roles",
      "/admin/access-review",
    ];
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of paths) {
        await go(path);
        await page.waitForFunction(
          () => document.querySelector("h1") && !document.querySelector(".skeleton, .spinner"),
        );
        const [wide = 0, seen = 0] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        const all = [
          ...(wide > seen ? [`is ${wide - seen} px too wide`] : []),
          ...(await pageFaults(page)),
        ];
        if (all.length > 0) found[`${path} ${width}`] = all;
      }
    }
    await go("/admin/roles");
    await page.getByRole("row").first().waitFor();
    found["roles by keyboard"] = await keyboardFaults(page);
    await press("Make a role");
    await page.getByRole("dialog").waitFor();
    found["role dialog"] = [...(await documentFaults(page)), ...(await contrastFaults(page))];
    expect(Object.fromEntries(Object.entries(found).filter(([, all]) => all.length > 0))).toEqual(
      {},
    );
    expect(faults).toEqual([]);
  });
});
