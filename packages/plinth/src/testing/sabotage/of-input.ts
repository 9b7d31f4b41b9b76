import { platformErrors } from "#core";
import type { RequestContext } from "#http";
import { alterStages, rewriteAnswers, stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

const collect = async ({ raw }: RequestContext): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** Members of a schema that take anything, and none that has to be there. */
const withoutValues = (schema: object) => {
  const { properties = {} } = schema as { readonly properties?: object };
  return {
    properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])),
    required: [],
  };
};

/** What is done to the reading and checking of bodies. */
export const INPUT_SABOTAGES: Sabotages = {
  "skip-validate": {
    what: "looks at the names of members and not at their values",
    alter: () =>
      underOtherPolicy(["validate"], (policy) =>
        policy.body === null
          ? policy
          : { ...policy, body: { ...policy.body, ...withoutValues(policy.body) } },
      ),
  },
  "ignore-unknown-members": {
    what: "lets members pass that no schema names",
    alter: () =>
      underOtherPolicy(["validate"], (policy) =>
        policy.body === null
          ? policy
          : { ...policy, body: { ...policy.body, additionalProperties: true } },
      ),
  },
  "fault-on-wrong-query": {
    what: "breaks over a wrong query",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        answer.status === 400 && raw.url?.includes("?") === true
          ? {
              ...answer,
              status: 500,
              body: JSON.stringify({ ...JSON.parse(answer.body ?? "{}"), status: 500 }),
            }
          : answer,
      ),
  },
  "parse-loosely": {
    what: "takes whatever JSON.parse takes",
    alter: () =>
      alterStages("read", ([factory, ...rest]) => [
        (policy) => {
          const sound = factory?.(policy);
          if (policy.body === null) return sound;
          return async (context) => {
            // Types and sizes are looked at by other probes.
            const isJson = context.header("content-type")?.split(";")[0] === "application/json";
            const announced = Number(context.header("content-length") ?? Number.POSITIVE_INFINITY);
            if (!isJson || announced > policy.bodyLimit) return sound?.(context);
            try {
              context.body = JSON.parse(await collect(context));
            } catch {
              throw platformErrors.make.VALIDATION_ERROR();
            }
          };
        },
        ...rest,
      ]),
  },
  "accept-any-media-type": {
    what: "reads everything as JSON",
    alter: () =>
      stageBefore("read", () => ({ raw }) => {
        raw.headers["content-type"] = "application/json";
      }),
  },
  "no-body-limit": {
    what: "reads bodies of any size",
    alter: () =>
      underOtherPolicy(["read"], (policy) => ({ ...policy, bodyLimit: Number.MAX_SAFE_INTEGER })),
  },
};
