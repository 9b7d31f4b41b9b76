import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { addShoppingPerson } from "./push-person.ts";
import { MODULES, outboundTo } from "./push-service.ts";

// A node that is to be killed in the middle of sending. Arguments: the port of the push service, the
// times of its queue as JSON, and the instants at which two people ask and at which they are to be
// reminded. It prints how far it came with each: "before" it called, "after" it was answered.

const [, , port = "", jobs = "", from = "", due = ""] = process.argv;

const clock = createManualClock(Number(from));
const way = outboundTo(Number(port), "victim");
const node = await startIdentity({
  modules: MODULES,
  clock,
  env: Object.fromEntries(
    Object.entries(process.env).map(([name, value]) => [name, `${value}`] as const),
  ),
  alter: {
    jobs: JSON.parse(jobs),
    outbound: () => ({
      request: async (url, request) => {
        const name = new URL(url).pathname.slice(1);
        if (name === "after") await way.request(url, request);
        process.stdout.write(`${name}\n`);
        return new Promise(() => undefined);
      },
    }),
  },
});
const time = new Date(Number(due)).toISOString().slice(11, 16);
for (const name of ["before", "after"]) await addShoppingPerson(node, name, time);
clock.set(Number(due));
