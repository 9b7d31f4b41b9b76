import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, createSecureContext, type SecureVersion, type TLSSocket } from "node:tls";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemTimer } from "#core";
import { createSecureRandom } from "#crypto";
import { makeTestCertificate } from "../../testing/certificates.ts";
import { createTlsListener } from "./tls-listener.ts";

/** A suite as the `openssl` program describes it: what is allowed is not judged by a list of ours. */
interface Suite {
  readonly name: string;
  readonly since: string;
  readonly exchange: string;
  readonly authentication: string;
  readonly encryption: string;
}

/** What a client says that it would take. */
interface ClientOffer {
  readonly versions: readonly [lowest: SecureVersion, highest: SecureVersion];
  readonly suites: readonly Suite[];
}

const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
const ALL_SUITES = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

const min = (a: SecureVersion = "TLSv1.3", b: SecureVersion) => (a < b ? a : b);

const isNew = ({ since }: Suite): boolean => since === "TLSv1.3";

/** Whether this machine's client can offer it at all. */
const canBeOffered = (suite: Suite): boolean => {
  try {
    createSecureContext({ ciphers: isNew(suite) ? suite.name : `${suite.name}:@SECLEVEL=0` });
    return true;
  } catch {
    return false;
  }
};

const SUITES: readonly Suite[] = execFileSync("openssl", ["ciphers", "-v", ALL_SUITES], {
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .map((line) => {
    const [name = "", since = "", ...parts] = line.split(/\s+/);
    const [exchange = "", authentication = "", encryption = ""] = parts.map((part) =>
      part.slice(part.indexOf("=") + 1),
    );
    return { name, since, exchange, authentication, encryption };
  })
  .filter(canBeOffered);

/** WEB-10: forward secrecy by elliptic curves, and encryption that authenticates (RFC 9325). */
const isAllowed = (suite: Suite, key: string): boolean =>
  /^(?:AESGCM|CHACHA20)/.test(suite.encryption) &&
  (isNew(suite) || (suite.exchange === "ECDH" && suite.authentication === key));

const isAgreeable = ({ versions: [lowest, highest], suites }: ClientOffer, key: string): boolean =>
  suites.some((suite) => {
    const needed = isNew(suite) ? "TLSv1.3" : "TLSv1.2";
    return isAllowed(suite, key) && lowest <= needed && needed <= highest;
  });

const offers: fc.Arbitrary<ClientOffer> = fc
  .tuple(
    fc.constantFrom(...VERSIONS),
    fc.constantFrom(...VERSIONS),
    // Allowed ones alone, forbidden ones alone and mixtures are all frequent.
    fc.oneof(
      fc.subarray([...SUITES], { minLength: 1, maxLength: 4 }),
      fc.subarray(SUITES.filter(isNew), { minLength: 1 }),
      fc.subarray(
        SUITES.filter((one) => one.exchange === "ECDH"),
        { minLength: 1, maxLength: 3 },
      ),
    ),
  )
  .map(([a, b, suites]) => {
    // Without a suite of TLS 1.3 a client cannot speak it; Node's would offer its own ones instead.
    const newest = suites.some(isNew) ? "TLSv1.3" : "TLSv1.2";
    const [lowest, highest] = [a, b].sort();
    return { versions: [min(lowest, newest), min(highest, newest)], suites };
  });

/** What was agreed upon in a handshake on a real connection; undefined where there was none. */
const shakeHands = async (port: number, { versions, suites }: ClientOffer) => {
  const names = suites.map(({ name }) => name);
  let socket: TLSSocket | undefined;
  try {
    socket = connect({
      host: "127.0.0.1",
      port,
      minVersion: versions[0],
      maxVersion: versions[1],
      ciphers: suites.every(isNew) ? names.join(":") : `${names.join(":")}:@SECLEVEL=0`,
      rejectUnauthorized: false,
    });
    await once(socket, "secureConnect");
    return { version: socket.getProtocol(), suite: socket.getCipher().name };
  } catch {
    return undefined;
  } finally {
    socket?.destroy();
  }
};

const listen = async (server: Server): Promise<number> => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
};

/** The property for one offer: agreed upon exactly where it is agreeable, on nothing that is not. */
const holds = async (port: number, key: string, offer: ClientOffer): Promise<boolean> => {
  const agreed = await shakeHands(port, offer);
  if (agreed === undefined) return !isAgreeable(offer, key);
  const suite = offer.suites.find(({ name }) => name === agreed.suite);
  const isGood = suite !== undefined && isAllowed(suite, key);
  return isGood && (agreed.version === "TLSv1.2" || agreed.version === "TLSv1.3");
};

describe.each([
  ["ECDSA", undefined],
  ["RSA", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]],
] as const)("TLS with a key for %s", (key, words) => {
  const { chain, key: secret } = makeTestCertificate(words === undefined ? {} : { key: words });
  const listener = createTlsListener({
    identity: { chain, key: secret },
    random: createSecureRandom(),
    startTimer: systemTimer,
  });
  const server = listener.create({}, (_, answer) => void answer.end()) as Server;
  /** What takes everything that its library still knows. */
  const lenient = createServer({
    ...{ cert: chain, key: secret, minVersion: "TLSv1", ciphers: ALL_SUITES },
  });
  let port = 0;
  let lenientPort = 0;
  beforeAll(async () => {
    port = await listen(server);
    lenientPort = await listen(lenient);
  });
  afterAll(() => {
    listener.close();
    server.close();
    lenient.close();
  });

  it("P-050, WEB-10: any offer succeeds exactly with TLS 1.2 or newer and an allowed suite", async () => {
    await fc.assert(
      fc.asyncProperty(offers, (offer) => holds(port, key, offer)),
      { numRuns: 200 },
    );
  });

  it("P-050, WEB-10: each suite by itself, in the newest version that has it", async () => {
    const wrong: string[] = [];
    for (const suite of SUITES) {
      const version = isNew(suite) ? "TLSv1.3" : "TLSv1.2";
      const offer = { versions: [version, version], suites: [suite] } as const;
      if (!(await holds(port, key, offer))) wrong.push(`${version} ${suite.name}`);
    }
    expect(wrong).toEqual([]);
  });

  it("P-050: the property sees a server that takes old versions and weak suites", async () => {
    const old = SUITES.filter(
      (one) => one.since !== "TLSv1.2" && !isNew(one) && one.authentication === key,
    );
    const agreed = await Promise.all(
      (["TLSv1", "TLSv1.1", "TLSv1.2"] as const).map((version) =>
        shakeHands(lenientPort, { versions: [version, version], suites: old }),
      ),
    );
    // The client can make these offers: it is the server that refuses them above.
    expect(agreed.map((one) => one?.version)).toEqual(["TLSv1", "TLSv1.1", "TLSv1.2"]);
    const found = await fc.check(
      fc.asyncProperty(offers, (offer) => holds(lenientPort, key, offer)),
      { numRuns: 200 },
    );
    expect(found.failed).toBe(true);
  });
});
