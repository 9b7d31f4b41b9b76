import { describe, expect, it } from "vitest";
import { describePlace, isSamePlace, readPlace } from "./place.ts";

const URL_TEXT = "postgresql://app:hunter2@db.example:5433/shop?sslmode=verify-full";
const terminal = {
  environment: { NEW_DATABASE: URL_TEXT, EMPTY: "", WHERE: "data" },
  directory: "/srv/app",
};
const read = (text: string) => readPlace(text, "to", terminal);

describe("where a database is", () => {
  it("DB-01: is a directory, an address, or a variable that holds either", () => {
    expect(read(".data")).toEqual({ kind: "embedded", directory: "/srv/app/.data" });
    expect(read("env:WHERE")).toEqual({ kind: "embedded", directory: "/srv/app/data" });
    expect(read(URL_TEXT).kind).toBe("postgresql");
    expect(read("env:NEW_DATABASE").kind).toBe("postgresql");
  });

  it("DB-01: is told without user, password and parameters", () => {
    const place = read("env:NEW_DATABASE");
    expect(describePlace(place)).toBe("postgresql db.example:5433/shop");
    expect(JSON.stringify(place)).not.toContain("hunter2");
    expect(describePlace(read(".data"))).toBe("embedded /srv/app/.data");
  });

  it.each(["env:EMPTY", "env:NOT_THERE", "mysql://root:hunter2@db/shop"])(
    "DB-01: %s is refused without showing a password",
    (text) => {
      expect(() => read(text)).toThrow(/--to/);
      expect(() => read(text)).not.toThrow(/hunter2/);
    },
  );

  it("DB-01: one directory by two names is one place", () => {
    expect(isSamePlace(read("data"), read("env:WHERE"))).toBe(true);
    expect(isSamePlace(read("data"), read("other"))).toBe(false);
    expect(isSamePlace(read(URL_TEXT), read("data"))).toBe(false);
  });
});
