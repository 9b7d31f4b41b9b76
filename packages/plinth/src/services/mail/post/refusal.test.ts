import { describe, expect, it } from "vitest";
import { isServerFault, refusalOf } from "./refusal.ts";

const answer = (responseCode: number, response: string, command = "RCPT TO") =>
  Object.assign(new Error(response), { responseCode, response, command });

describe("what a mail server's answer means", () => {
  it.each([
    ["address", answer(550, "550 5.1.1 no such user")],
    ["address", answer(550, "550 nobody lives here")],
    ["address", answer(553, "553 5.1.3 not an address")],
    ["address", answer(550, "550 5.2.1 mailbox disabled")],
    ["mail", answer(550, "550 5.7.1 relaying denied")],
    ["mail", answer(552, "552 5.2.2 mailbox full")],
    ["mail", answer(554, "554 5.6.0 we do not like its content", "DATA")],
    ["later", answer(451, "451 4.7.1 greylisted")],
    ["later", answer(452, "452 4.2.2 mailbox full")],
    ["later", answer(421, "421 too many of you", "CONN")],
    ["later", Object.assign(answer(535, "535 5.7.8 who are you", "AUTH"), { code: "EAUTH" })],
    ["later", Object.assign(new Error("connect ECONNREFUSED"), { code: "ESOCKET" })],
    ["later", new Error("the breaker is open")],
  ])("SCALE-03: %s: %s", (refusal, fault) => {
    expect(refusalOf(fault)).toBe(refusal);
  });

  it.each([
    [false, answer(451, "451 4.7.1 greylisted")],
    [false, answer(550, "550 5.1.1 no such user")],
    [true, answer(451, "451 not now", "MAIL FROM")],
    [true, answer(421, "421 too many of you", "CONN")],
    [true, new Error("connect ECONNREFUSED")],
  ])("RES-01: it speaks against the server: %s: %s", (isFault, fault) => {
    expect(isServerFault(fault)).toBe(isFault);
  });
});
