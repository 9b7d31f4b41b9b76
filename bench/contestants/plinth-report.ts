import { answerFor, lastPage, routePath } from "./contract.ts";
import type { Plinth } from "./plinth-app.ts";

/**
 * The route of the contest as a module of Plinth, at most `perMinute` requests a caller. No peer keeps
 * an audit trail, so what it answers is no data of a person, unless that is what is measured: each
 * access then leaves an entry that is durable before the answer.
 */
export function declareReport(
  { defineModule, route, strictObject, Type, oneOf }: Plinth,
  perMinute: number,
  dataClass: "internal" | "personal",
) {
  const policy = {
    access: { role: "user" },
    dataClass,
    limit: `${perMinute}/minute`,
    responses: {
      200: strictObject({
        id: Type.String(),
        page: Type.Integer(),
        title: Type.String(),
        days: Type.Integer(),
        energyKcal: Type.Integer(),
        proteinG: Type.Number(),
        fatG: Type.Number(),
        carbG: Type.Number(),
        note: Type.String(),
        ok: Type.Boolean(),
      }),
    },
  } as const;
  const query = strictObject({ page: Type.Integer({ minimum: 1, maximum: lastPage }) });
  const body = strictObject({
    days: Type.Integer({ minimum: 1, maximum: 14 }),
    kcal: Type.Integer({ minimum: 800, maximum: 6000 }),
    diet: oneOf(["all", "vegetarian", "vegan"]),
  });
  return defineModule({
    name: "report",
    setup: () => ({}),
    routes: () => [
      route.get(routePath, { ...policy, summary: "Reads a report", query }, (request) =>
        answerFor(request.query.page),
      ),
      route.post(routePath, { ...policy, summary: "Asks for a report", body }, (request) =>
        answerFor(1, request.body.days, request.body.kcal),
      ),
    ],
  });
}
