import { describe, expect, it } from "vitest";
import { relyingPartyOf } from "./relying-party.ts";

const of = (publicUrl: string, mapsLoopback = true) => relyingPartyOf(publicUrl, { mapsLoopback });

describe("ID-22: whom passkeys belong to", () => {
  it.each([
    ["https://app.example.org", "app.example.org", "https://app.example.org"],
    ["https://app.example.org/base/", "app.example.org", "https://app.example.org"],
    ["https://APP.example.org:8443", "app.example.org", "https://app.example.org:8443"],
    ["http://localhost:8000", "localhost", "http://localhost:8000"],
    ["http://shop.localhost:8000", "shop.localhost", "http://shop.localhost:8000"],
  ])("%s: the host name", (publicUrl, id, origin) => {
    expect(of(publicUrl)).toEqual({ id, origin });
    expect(of(publicUrl, false)).toEqual({ id, origin });
  });

  it.each([
    ["http://127.0.0.1:8000", "http://localhost:8000"],
    ["http://127.8.9.1", "http://localhost"],
    ["http://[::1]:8000", "http://localhost:8000"],
    ["https://127.0.0.1:8443", "https://localhost:8443"],
  ])("%s: localhost, in development only", (publicUrl, origin) => {
    expect(of(publicUrl)).toEqual({ id: "localhost", origin });
    expect(of(publicUrl, false)).toBeUndefined();
  });

  it.each([
    "https://192.0.2.7",
    "https://[2001:db8::7]",
    "http://app.example.org",
    "http://0.0.0.0:8000",
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "ftp://localhost",
    "nonsense",
    "",
  ])("%s: nobody", (publicUrl) => {
    expect(of(publicUrl)).toBeUndefined();
  });
});
