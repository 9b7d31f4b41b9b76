import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { headerOf, KEY_SET, keysIn, PRIVATE_MEMBERS } from "../../support/credentials/tokens.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts } from "../../support/people.ts";

const faultsOf = (key: Record<string, unknown>): readonly string[] => [
  ...PRIVATE_MEMBERS.filter((name) => name in key).map((name) => `a key shows its member ${name}`),
  ...(key["kty"] === "oct" ? ["a secret key is published"] : []),
  ...(typeof key["kid"] === "string" && key["kid"] !== "" ? [] : ["a key has no kid"]),
  ...(/^(?:EdDSA|Ed25519|ES\d+|PS\d+|RS\d+)$/.test(String(key["alg"])) ? [] : ["a key has no alg"]),
];

/** SES-05 */
export const publishedKeys: Probe = {
  id: "published-keys",
  claim: "What is published of signing keys is public, and enough to verify tokens with",
  requirements: ["SES-05", "SES-10"],
  standard: "RFC 7517 sections 4, 5 and 9.2; OWASP ASVS 5 V11.1.1",
  owasp: "A02",
  severity: "critical",
  depth: "touch",
  remedy: "Publish the public members alone, each key with its name and its one algorithm.",
  sabotage: "publish-private-keys",
  run: async (target) => {
    if (findOperation(target, `GET ${KEY_SET}`) === undefined) {
      return undocumented(target, "no key set is documented");
    }
    const answer = await target.ask(KEY_SET);
    const keys = keysIn(answer.json);
    const faults: Fault[] = (keys ?? []).flatMap(faultsOf).map((what) => ({ what }));
    if (answer.status !== 200 || keys === undefined) {
      faults.push({ what: `no key set: ${answer.status}`, answer });
    }
    const names = (keys ?? []).map(({ kid }) => kid);
    if (new Set(names).size !== names.length) faults.push({ what: "two keys of one name" });
    if (hasAccounts(target)) {
      const { alg, kid } = headerOf((await createPerson(target)).bearer.replace("Bearer ", ""));
      const isSecret = String(alg).startsWith("HS");
      if (!isSecret && !names.includes(kid)) faults.push({ what: "a token's key is not there" });
    }
    const wanted = "public members only, each key with kid and alg, the signing one among them";
    return judge({ faults, checked: names.length + 1, of: "keys and their set", wanted });
  },
};
