import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createRoleBook, type RoleDraft } from "./roles.ts";

const support: RoleDraft = {
  name: "support",
  description: "Helps people",
  permissions: ["users:read", "plans:*"],
  needsSecondFactor: true,
};

const setUp = async (options: { readonly isShared?: boolean } = {}) => {
  const clock = createManualClock();
  const stored = new Map<string, RoleDraft>();
  const pending: Promise<void>[] = [];
  const book = createRoleBook({
    clock,
    store: {
      isShared: options.isShared ?? false,
      load: async () => [...stored.values()],
      save: async (role) => void stored.set(role.name, role),
      remove: async (name) => stored.delete(name),
    },
    alwaysTwoFactors: ["admin"],
    inBackground: (_name, work) => void pending.push(work()),
  });
  await book.load();
  let changes = 0;
  book.onChange(() => {
    changes += 1;
  });
  return { book, clock, stored, settle: () => Promise.all(pending), changes: () => changes };
};

describe("the book of roles", () => {
  it("AZ-01: denies by default, and gives a role exactly what it says", async () => {
    const { book } = await setUp();
    await book.save(support);
    expect(book.permissionsOf("support")).toEqual(["users:read", "plans:*"]);
    expect(book.permissionsOf("nobody")).toEqual([]);
    expect(book.permissionsOf("constructor")).toEqual([]);
    expect(book.isRole("__proto__")).toBe(false);
    expect(book.gainsPermissions("user", "support")).toBe(true);
    expect(book.gainsPermissions("admin", "support")).toBe(false);
    await book.save({ ...support, name: "reader", permissions: ["plans:read"] });
    expect(book.gainsPermissions("support", "reader")).toBe(false);
    expect(book.gainsPermissions("reader", "support")).toBe(true);
  });

  it("ID-17: a role asks for two factors by itself or by configuration", async () => {
    const { book } = await setUp();
    await book.save(support);
    expect(["user", "admin", "support"].map(book.needsSecondFactor)).toEqual([false, true, true]);
  });

  it("leaves built-in roles alone", async () => {
    const { book } = await setUp();
    await expect(book.save({ ...support, name: "admin" })).rejects.toThrow(RangeError);
    expect(await book.remove("admin")).toBe(false);
    expect(book.permissionsOf("admin")).toEqual(["*"]);
  });

  it("tells of changes, and only of changes", async () => {
    const { book, changes } = await setUp();
    await book.save(support);
    await book.save(support);
    await book.load();
    expect(changes()).toBe(1);
    expect(await book.remove("support")).toBe(true);
    expect([changes(), book.isRole("support")]).toEqual([2, false]);
  });

  it("SES-09: sees what another node wrote a second later", async () => {
    const { book, clock, stored, settle } = await setUp({ isShared: true });
    stored.set("support", support);
    expect(book.isRole("support")).toBe(false);
    clock.advance(1_000);
    book.isRole("support");
    await settle();
    expect(book.permissionsOf("support")).toContain("users:read");
  });
});
