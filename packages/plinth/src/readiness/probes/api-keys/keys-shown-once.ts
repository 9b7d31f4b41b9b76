import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  createTestKey,
  hasKeys,
  KEYS,
  NO_KEYS,
  revoke,
} from "../../support/credentials/api-keys.ts";
import { judge } from "../../support/judge.ts";

/** KEY-01 */
export const keysShownOnce: Probe = {
  id: "keys-shown-once",
  claim: "An API key is told when it is made and never again; nobody keeps that answer",
  requirements: ["KEY-01"],
  standard: "OWASP ASVS 5 V13.3.1",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Store the digest of a key only; answer with Cache-Control: no-store.",
  sabotage: "tell-keys-again",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const key = await createTestKey(target, { scopes: ["*"] });
    const headers = { Authorization: key.owner.bearer };
    const faults: Fault[] = [];
    if (!/\bno-store\b/.test(key.made.headers.get("cache-control") ?? "")) {
      faults.push({ what: "the answer with the key may be stored" });
    }
    const listed = await target.ask(KEYS, { headers });
    const secret = key.text.slice(key.prefix.length);
    if (!listed.text.includes(key.prefix)) {
      faults.push({ what: `the list does not name the key (${listed.status})`, answer: listed });
    }
    const renamed = await target.ask(`${KEYS}/${key.id}`, {
      method: "PATCH",
      headers,
      body: { name: "audit" },
    });
    for (const answer of [listed, renamed]) {
      const { method, path } = answer.asked;
      // No evidence: it would hold the key.
      if (answer.text.includes(secret)) faults.push({ what: `${method} ${path} tells the key` });
    }
    await revoke(target, key);
    return judge({ faults, checked: 3, of: "answers", wanted: "the key in the first one only" });
  },
};
