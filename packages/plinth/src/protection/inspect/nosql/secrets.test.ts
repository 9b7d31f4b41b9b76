import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";
import { asksForSecret } from "./secrets.ts";

describe("requests that ask for a secret", () => {
  it.each([
    // Compared, as filters of mappers and of interfaces that are made from a schema write it.
    ['{"where":{"password":{"startsWith":"a"}}}'],
    ['{ cooks(where:{password:{_regex:"^a"}}){ id } }'],
    ["where[password][contains]=a"],
    ["_where[cook.resetPasswordToken_contains]=c4"],
    ["cook__user__password__startswith=a"],
    ["password_like=^a"],
    ["password=like.a*&select=id"],
    ["api_key=match.^a"],
    ["filter=cook.password||$starts||a"],
    ["$filter=startswith(Password,'a') and Name eq 'ines'"],
    ['{"email":"a@example.org","password":{"!=":null}}'],
    ["where[pin][between][0]=4000"],
    ['{"token":{"gte":"m"}}'],
    // Told, sorted or grouped by.
    ["projection[password]=1"],
    ["distinct=password"],
    ["sort[0]=cook.password:asc"],
    ["ordering=-author__password"],
    ["filter[include]=accessTokens"],
    ['{"find":"cooks","projection":{"name":1,"passwordHash":1}}'],
    ['{"select":{"name":true,"cook":{"select":{"password":true}}}}'],
    ['{"populate":[{"path":"cook","select":"+password +mfaSecret"}]}'],
    ["$expand=Cook($select=PasswordHash)&$select=Id"],
    ["select=*,cooks(encrypted_password)"],
    ['{"query":"{cooks{name passwordHash}}"}'],
  ])("VAL-10, VAL-14: %s", (text) => {
    expect(asksForSecret(text)).toBe(true);
  });

  it("VAL-14: as it is sent in an address, too", () => {
    const text = "filter=%7B%22where%22%3A%7B%22password%22%3A%7B%22like%22%3A%22a%25%22%7D%7D%7D";
    expect(inspectText(text).map(({ rule }) => rule)).toContain("nosql.secret-asked");
  });

  it.each([
    ['{"name":"ines","password":"soup of the day"}'],
    ['{"password":"a","passwordConfirmation":"a","remember":true}'],
    ["name=ines&password=soup&next=/menu"],
    ["grant_type=refresh_token&refresh_token=abc&client_secret=def"],
    ['{"select":"menu","password":"soup"}'],
    ['{"fields":["email","password"],"title":"Sign in"}'],
    ["sort=passwordChangedAt&order=desc"],
    ['{"password":{"type":"string","minLength":8}}'],
    ["Why can I not sort by the password field? It's just a column (select name, password)."],
    ["The reset token is expired: {token: 'abc'} is what I get"],
    ["select the password field, include a token and sort it"],
    ["https://example.org/password/reset?token=abc&lang=de"],
    ['{"event":"password_reset","fields":{"email":true}}'],
    ["fields=id,name,token_count&sort=name"],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(asksForSecret(text)).toBe(false);
  });
});
