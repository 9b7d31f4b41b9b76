import { request as plainRequest } from "node:http";
import { isIP } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import { PUBLIC, startNetwork, type TestNetwork } from "./network.test-support.ts";
import { isPublicAddress } from "./public-address.ts";

const SECRETIVE = [
  ..."127.0.0.1 10.0.0.1 169.254.169.254 192.168.1.1 172.20.0.1 100.64.0.1 0.0.0.0".split(" "),
  ..."::1 fd00:ec2::254 fe80::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ::".split(" "),
];

/** One way to write 127.0.0.1, or something else that leads inside. */
const INSIDE_HOSTS = [
  ..."127.0.0.1 127.1 0x7f.1 0x7f000001 017700000001 2130706433 0177.0.0.1 127.0.1 0 0.0.0.0".split(
    " ",
  ),
  ..."[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::127.0.0.1]".split(" "),
  ..."[2002:7f00:1::] [fd00:ec2::254] [fe80::1] 169.254.169.254 2852039166 0xa9fea9fe".split(" "),
  ..."localhost LOCALHOST localhost. foo.localhost intranet db.internal printer.local".split(" "),
  ..."127.0.0.1. %31%32%37.0.0.1 127%2e0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1 unknown.example.com".split(" "),
];

const SCHEMES = ["file:///etc/passwd", "ftp://", "gopher://", "data:,x", "javascript:1", "ws://"];

/** One station of a chain of redirects. */
interface Station {
  readonly url: (port: number, index: number) => string;
  /** What the resolver says of its name, call by call; empty where it has none. */
  readonly answers: readonly (readonly string[])[];
  readonly isGood: boolean;
}

const named =
  (path = "") =>
  (port: number, index: number): string =>
    `http://h${index}.example.com:${port}/${path}`;

const secret = fc.constantFrom(...SECRETIVE);
const good: fc.Arbitrary<Station> = fc.oneof(
  fc.constant({ url: named(), answers: [[PUBLIC]], isGood: true }),
  fc.constant({ url: named(), answers: [[PUBLIC, "1.1.1.1"]], isGood: true }),
  // Rebinding: public when it is checked, and something else for whoever asks again.
  secret.map((address) => ({ url: named(), answers: [[PUBLIC], [address]], isGood: true })),
);
const bad: fc.Arbitrary<Station> = fc.oneof(
  secret.map((address) => ({ url: named(), answers: [[address]], isGood: false })),
  secret.map((address) => ({ url: named(), answers: [[PUBLIC, address]], isGood: false })),
  secret.map((address) => ({ url: named(), answers: [[address, PUBLIC]], isGood: false })),
  fc.constant({ url: named(), answers: [[]], isGood: false }),
  fc.constantFrom(...INSIDE_HOSTS).map((host) => ({
    url: (port: number) => `http://${host}:${port}/`,
    answers: [],
    isGood: false,
  })),
  fc.constantFrom(...SCHEMES).map((text) => ({
    url: (port: number) => (text.endsWith("//") ? `${text}h0.example.com:${port}/` : text),
    answers: [],
    isGood: false,
  })),
  fc.constantFrom("a@", "a:b@", ":b@", "%00@").map((user) => ({
    url: (port: number, index: number) => `http://${user}h${index}.example.com:${port}/`,
    answers: [[PUBLIC]],
    isGood: false,
  })),
  fc.constant({
    url: (port: number, index: number) => `http://h${index}.example.com:${port + 1}/`,
    answers: [[PUBLIC]],
    isGood: false,
  }),
);
const chain = fc.array(fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: bad }), {
  minLength: 1,
  maxLength: 6,
});

describe("P-097: where calls can lead", () => {
  let network: TestNetwork;
  let route = new Map<string, string>();

  beforeAll(async () => {
    network = await startNetwork((request, response) => {
      const location = route.get(String(request.headers.host));
      if (location === undefined) response.end("reached");
      // As other servers send what is no ASCII: its bytes.
      else response.writeHead(302, { location: Buffer.from(location).toString("latin1") }).end();
    });
  });
  afterAll(() => network.close());

  it("no URL, redirect or sequence of DNS answers leads inside", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(chain, async (stations) => {
        run += 1;
        route = new Map();
        network.connected.length = 0;
        const urls = stations.map(({ url }, index) => url(network.port, run * 10 + index));
        for (const [index, { answers }] of stations.entries()) {
          const host = `h${run * 10 + index}.example.com`;
          network.answers.set(host, answers);
          const next = urls[index + 1];
          if (next !== undefined) route.set(`${host}:${network.port}`, next);
        }
        const result = await network.client.request(urls[0] ?? "", { ports: [network.port] }).then(
          (response) => response.text(),
          (fault: unknown) => fault,
        );
        const reached = stations.findIndex(({ isGood }) => !isGood);
        if (reached === -1) expect(result).toBe("reached");
        else {
          expect(result).toBeInstanceOf(AppError);
          expect((result as AppError).code).toMatch(/^OUTBOUND_(URL|ADDRESS)_REFUSED$/);
          expect(
            JSON.stringify([(result as AppError).message, (result as AppError).extra]),
          ).not.toMatch(/\d+\.\d+\.\d+|::/);
        }
        expect(network.connected.filter((address) => !isPublicAddress(address))).toEqual([]);
        expect(network.inside).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("broken twin: one that checks one answer and connects with another calls the inside", async () => {
    network.answers.set("twin.example.com", [[PUBLIC], ["127.0.0.1"]]);
    const [checked = ""] = await network.resolve("twin.example.com");
    expect(isPublicAddress(checked)).toBe(true);
    const body = await new Promise<string>((resolve, reject) => {
      plainRequest(
        `http://twin.example.com:${network.port}/`,
        {
          lookup: (host, { all }, callback) => {
            void network.resolve(host).then(([address = ""]) => {
              const family = isIP(address);
              if (all === true) callback(null, [{ address, family }]);
              else callback(null, address, family);
            });
          },
        },
        (response) => {
          response.setEncoding("utf8");
          response.once("data", resolve);
        },
      )
        .once("error", reject)
        .end();
    });
    expect(body).toBe("the secrets of the inside");
    expect(network.inside.splice(0)).toHaveLength(1);
  });

  it("VAL-07: a name that is rebound is refused at the next call, and nothing is kept open", async () => {
    network.answers.set("rebound.example.com", [[PUBLIC], ["127.0.0.1"]]);
    const url = `http://rebound.example.com:${network.port}/`;
    await expect(network.client.request(url, { ports: [network.port] })).resolves.toMatchObject({
      status: 200,
    });
    await expect(network.client.request(url, { ports: [network.port] })).rejects.toMatchObject({
      code: "OUTBOUND_ADDRESS_REFUSED",
    });
    expect(network.inside).toEqual([]);
  });
});
