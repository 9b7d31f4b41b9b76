import { createServer } from "node:http";
import { expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { startTestApplication } from "#testing";
import { listen } from "../../testing/listening.ts";

const Body = strictObject({ url: Type.String({ maxLength: 500 }) });

/** What an application would do that fetches what its users name. */
const previews = defineModule({
  name: "previews",
  setup: ({ outbound }) => outbound,
  routes: (outbound) => [
    route.post(
      "/api/v1/previews",
      {
        access: { public: true, because: "a test of what it fetches" },
        summary: "Fetches a page",
        body: Body,
        inspect: { url: "off" },
        responses: { 200: strictObject({ text: Type.String() }) },
        errors: ["OUTBOUND_URL_REFUSED", "OUTBOUND_ADDRESS_REFUSED"],
      },
      async ({ body }) => {
        const { url } = body;
        const port = Number(new URL(url).port);
        return { text: (await outbound.request(url, { ports: [port] })).text() };
      },
    ),
  ],
});

it("VAL-07: a module that calls what users name cannot be led to its own machine", async () => {
  let calls = 0;
  const inside = createServer((_request, response) => {
    calls += 1;
    response.end("inside");
  });
  const { port, close } = await listen(inside);
  const app = await startTestApplication({ modules: [previews] });
  const refused: string[] = [];
  app.events.on("security", ({ name }) => void refused.push(name));
  const fetched = async (host: string) => {
    const reply = await app.fetch("/api/v1/previews", {
      method: "POST",
      headers: { "content-type": "application/json", origin: app.localUrl },
      body: JSON.stringify({ url: `http://${host}:${port}/` }),
    });
    return { status: reply.status, text: await reply.text() };
  };
  // Also by the machine's own resolver: the name is no public one, whatever it answers.
  for (const host of ["127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "a.localhost"]) {
    const { status, text } = await fetched(host);
    expect(status).toBe(400);
    expect(text).toContain("OUTBOUND_ADDRESS_REFUSED");
    expect(text).not.toContain(String(port));
  }
  expect(calls).toBe(0);
  expect(refused.filter((name) => name === "outbound.refused")).toHaveLength(5);
  await app.stop();
  await close();
});
