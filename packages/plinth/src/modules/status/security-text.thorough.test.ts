import { afterEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { status } from "./module.ts";

const PATH = "/.well-known/security.txt";
const clock = createManualClock(Date.parse("2026-03-01T15:00:00Z"));
let app: TestApplication;
afterEach(() => app.stop());

const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
  app = await startTestApplication({ modules: [status], clock, env });
};

describe("DOC-04: /.well-known/security.txt", () => {
  it("DOC-04: names the contact, an expiry within a year and itself, as RFC 9116 writes it", async () => {
    await start({ SECURITY_CONTACT: "mailto:security@example.org" });
    const answer = await app.fetch(PATH);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toBe(
      [
        "Contact: mailto:security@example.org",
        "Expires: 2026-08-28T00:00:00.000Z",
        "Preferred-Languages: en",
        `Canonical: ${app.localUrl}${PATH}`,
        "",
      ].join("\n"),
    );
  });

  it("DOC-04: without a contact there is nothing to say", async () => {
    await start({});
    expect((await app.fetch(PATH)).status).toBe(404);
  });

  it("DOC-04: a contact that is none stops the start, by its name alone", async () => {
    await expect(start({ SECURITY_CONTACT: "call-me-maybe" })).rejects.toThrow(
      /SECURITY_CONTACT must be an address such as mailto:/,
    );
    await start({});
  });
});
