import type { Identity } from "../../packages/plinth/src/testing/identity.ts";
import { createPushBrowser } from "../../packages/plinth/src/testing/push-browser.ts";
import { endpointOf } from "./push-service.ts";

/** Somebody who asked on a node to be reminded of shopping, in one browser. */
export interface ShoppingPerson {
  readonly name: string;
  readonly ask: (node: Identity, method: string, path: string, body?: unknown) => Promise<Response>;
}

/** Makes somebody of a name: Saturdays at a time, UTC. */
export const addShoppingPerson = async (
  node: Identity,
  name: string,
  time: string,
): Promise<ShoppingPerson> => {
  const account = await node.addAccount({ email: `${name}@example.org` });
  const { tokens } = await node.addSession(account);
  const headers = { authorization: `Bearer ${tokens.accessToken}` };
  const ask: ShoppingPerson["ask"] = (on, method, path, body) =>
    on.send(method, path, body, headers);
  const { subscription } = await createPushBrowser(endpointOf(name));
  const wishes = { cook: false, shop: { day: 6, time }, timeZone: "UTC" };
  const answers = [
    await ask(node, "POST", "/api/v1/push/subscriptions", subscription),
    await ask(node, "PUT", "/api/v1/reminders", wishes),
  ];
  const refused = answers.find(({ ok }) => !ok);
  if (refused !== undefined) throw new Error(`${name}: ${refused.status} ${await refused.text()}`);
  return { name, ask };
};
