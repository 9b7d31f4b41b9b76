import { type Static, Type } from "#vendor/typebox";
import { AREAS } from "../judge/areas.ts";
import { controlOf, SOC2 } from "../judge/lists.ts";
import { EvidenceError, readAs } from "./shapes.ts";

const Words = Type.String({ minLength: 1, maxLength: 400 });
const Name = Type.String({ minLength: 1, maxLength: 100 });

const Estimate = Type.Object(
  {
    area: Type.String({ description: "an area of the report, such as Security" }),
    about: Words,
    /** What people think it costs or takes: a range of money or time. Nothing is computed from it. */
    range: Type.String({ minLength: 1, maxLength: 60 }),
    by: Name,
    on: Type.String({ format: "date" }),
  },
  { additionalProperties: false },
);

const PeopleShape = Type.Object(
  {
    estimates: Type.Optional(Type.Array(Estimate, { maxItems: 200 })),
    owners: Type.Optional(Type.Record(Type.String(), Name)),
  },
  { additionalProperties: false },
);

/** What only people can say: estimates, and who owns which control. No figure is made of it. */
export interface PeopleEvidence {
  readonly estimates: readonly Static<typeof Estimate>[];
  /** Who answers for a control of SOC 2, by its number, such as "CC6.1". */
  readonly owners: Readonly<Record<string, string>>;
}

const CONTROLS: ReadonlySet<string> = new Set(
  Object.values(SOC2).flatMap((boxes) => boxes.map(([title]) => controlOf(title))),
);

/** What names something that the report does not have. */
const strayIn = ({ estimates, owners }: PeopleEvidence): string | undefined => {
  const area = estimates.find((one) => !AREAS.some(({ name }) => name === one.area))?.area;
  if (area !== undefined) {
    return `there is no area ${area}; there are ${AREAS.map(({ name }) => name).join(", ")}`;
  }
  const control = Object.keys(owners).find((one) => !CONTROLS.has(one));
  return control === undefined
    ? undefined
    : `there is no control ${control}; there are ${[...CONTROLS].join(", ")}`;
};

/**
 * Reads what people say beside a report.
 * @throws {EvidenceError} for anything else, and for an area or a control that there is not.
 */
export const readPeople = (text: string): PeopleEvidence => {
  const { estimates = [], owners = {} } = readAs(PeopleShape, text, "file of estimates and owners");
  const people = { estimates, owners };
  const stray = strayIn(people);
  if (stray !== undefined) throw new EvidenceError(stray);
  return people;
};
