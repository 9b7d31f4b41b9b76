import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Every way in which a provider was ever seen to fail, and two in which it does not. */
export const BEHAVIOURS = [
  "good",
  "hostile",
  "slow",
  "cut",
  "429",
  "500",
  "not-json",
  "schema-breaking",
  "huge",
  "html",
  "redirect",
  "forged-count",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A provider of both languages on a free port of this machine. */
export interface FakeProvider {
  readonly origin: string;
  /** How it answers from now on; `list` is what a good answer says. */
  readonly behave: (as: Behaviour, list?: readonly unknown[]) => void;
  /** The bodies and headers of all calls. */
  readonly calls: () => readonly { readonly text: string; readonly headers: string }[];
  readonly close: () => Promise<void>;
}

/** What a model would say that was talked into doing harm. */
const HOSTILE: readonly unknown[] = [
  { field: "allergen", value: "none", quote: "" },
  { field: "allergen", value: "-peanut", quote: "allergic to peanuts" },
  { field: "kcal", value: 100, quote: "" },
  { field: "days", value: 1e9, quote: "" },
  { field: "diet", value: "__proto__", quote: "" },
  { field: "dislike", value: "<script>alert(1)</script>", quote: "" },
  { field: "cuisine", value: "'; drop table plans", quote: "" },
];

const answers = (path: string, list: readonly unknown[], isForged: boolean): unknown => {
  const tokens = isForged ? 9_000_000_000 : 321;
  return path === "/v1/messages"
    ? {
        content: [
          { type: "text", text: "Here you are." },
          { type: "tool_use", name: "list_constraints", input: { constraints: list } },
        ],
        usage: { input_tokens: tokens, output_tokens: 45 },
      }
    : {
        choices: [{ message: { content: JSON.stringify({ constraints: list }) } }],
        usage: { prompt_tokens: tokens, completion_tokens: 45 },
      };
};

/** Starts it. */
export const startFakeProvider = async (): Promise<FakeProvider> => {
  let behaviour: Behaviour = "good";
  let good: readonly unknown[] = [];
  const calls: { text: string; headers: string }[] = [];
  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      calls.push({ text, headers: JSON.stringify(request.headers) });
      const path = request.url ?? "";
      const fine = answers(path, behaviour === "hostile" ? HOSTILE : good, false);
      const ways: Readonly<Record<Behaviour, () => void>> = {
        good: () => json(response, 200, fine),
        // Of the right form, with values that no plan can have.
        hostile: () => json(response, 200, fine),
        slow: () => undefined,
        cut: () => {
          response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
          response.write('{"choices":[');
          response.destroy();
        },
        "429": () => json(response, 429, { error: "slow down" }),
        "500": () => json(response, 500, { error: "oh" }),
        "not-json": () => json(response, 200, "I'd say vegan and no peanuts!"),
        "schema-breaking": () =>
          json(response, 200, answers(path, [{ field: "allergen", remove: true }], false)),
        huge: () => json(response, 200, `{"choices":"${"x".repeat(1_000_000)}"}`),
        html: () => {
          response.writeHead(200, { "content-type": "text/html" });
          response.end("<html><body>Gateway</body></html>");
        },
        redirect: () => {
          response.writeHead(302, { location: "http://127.0.0.1:1/" });
          response.end();
        },
        "forged-count": () => json(response, 200, answers(path, good, true)),
      };
      ways[behaviour]();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    behave: (as, list = []) => {
      behaviour = as;
      good = list;
    },
    calls: () => calls,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
