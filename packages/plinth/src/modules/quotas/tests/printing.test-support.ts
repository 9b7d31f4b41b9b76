import { platformErrors } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { defineMeter, quotas } from "../index.ts";

/** How often the code of the route began. */
export const began = { times: 0 };

/** A route of each kind of end. */
export const printing = defineModule({
  name: "printing",
  requires: { quotas },
  setup: ({ modules }) => {
    modules.quotas.declare(
      defineMeter({ name: "pages", unit: "page", limit: "20/day", tiers: { premium: "1000/day" } }),
    );
    return modules.quotas;
  },
  routes: (service) => [
    route.post(
      "/api/v1/pages",
      {
        access: "user",
        summary: "Prints pages",
        limit: { none: "the quota alone is looked at" },
        quota: { meter: "pages", cost: ({ body }: { body: { pages: number } }) => body.pages },
        body: strictObject({
          pages: Type.Integer({ minimum: 0, maximum: 50 }),
          used: Type.Optional(Type.Integer({ minimum: 0 })),
          end: Type.Optional(Type.String()),
        }),
        responses: { 200: strictObject({ printed: Type.Boolean() }) },
        errors: ["CONFLICT"],
      },
      (request) => {
        began.times += 1;
        const { used, end } = request.body;
        if (end === "fault") throw new Error("the printer burns");
        if (end === "conflict") throw platformErrors.make.CONFLICT();
        if (used !== undefined) service.charge(request, used);
        return { printed: true };
      },
    ),
  ],
});
