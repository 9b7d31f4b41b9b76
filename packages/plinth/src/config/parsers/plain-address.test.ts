import { expect, it } from "vitest";
import { plainAddress } from "./network.ts";

it.each([
  ["help@example.org", "help@example.org"],
  ["Help.Desk+cibozer@Example.ORG", "help.desk+cibozer@example.org"],
])("CFG-01: %s is one address", (text, value) => {
  expect(plainAddress.parse(text, "production")).toEqual({ value });
});

it.each([
  "Help <help@example.org>",
  "help@localhost",
  "a@example.org, b@example.org",
  "help@example.org\nBcc: x@example.org",
  ".help@example.org",
  "help@exa mple.org",
  "@example.org",
  "",
])("CFG-01, VAL-06: %j is none", (text) => {
  expect(plainAddress.parse(text, "production")).toHaveProperty("fault");
});
