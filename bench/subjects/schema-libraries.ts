import {
  allergens,
  answer,
  badPlan,
  badSignin,
  diets,
  emailPattern,
  faultyPlans,
  hugePlan,
  patterns,
  plan,
  planAnswer,
  schemas,
  signin,
} from "./schema-shapes.ts";

/**
 * Sixty-four copies parsed from JSON, as requests are, handed out in turn: with one constant input
 * the compiler would fold part of the work away.
 */
function inTurn<T>(value: T): () => T {
  const text = JSON.stringify(value);
  const copies = Array.from({ length: 64 }, (): T => JSON.parse(text));
  let turn = 0;
  return () => {
    turn = (turn + 1) & 63;
    return copies[turn] ?? value;
  };
}

/** One thing to time: `run` is called in a tight loop. */
export interface Candidate {
  readonly group: string;
  readonly name: string;
  readonly run: () => unknown;
  /** Truth that `run` must answer with, checked once before anything is timed. */
  readonly expected?: boolean;
}

/** A library; `load` imports it, and what that returns builds and compiles our shapes. */
export interface Library {
  readonly name: string;
  readonly load: () => Promise<() => readonly Candidate[]>;
}

interface Checks {
  readonly signin: (value: unknown) => boolean;
  readonly plan: (value: unknown) => boolean;
  readonly answer: (value: unknown) => boolean;
  /** False, or the faults a 400 answer names. */
  readonly faults: (value: unknown) => unknown;
}

function list(name: string, checks: Checks): Candidate[] {
  faultyPlans.forEach((faulty, index) => {
    if (checks.plan(faulty)) throw new Error(`${name} lets faulty plan ${index} pass`);
  });
  const signins = inTurn(signin);
  const badSignins = inTurn(badSignin);
  const plans = inTurn(plan);
  const badPlans = inTurn(badPlan);
  const answers = inTurn(answer);
  return [
    { group: "good signin body", name, run: () => checks.signin(signins()), expected: true },
    { group: "bad signin body", name, run: () => checks.signin(badSignins()), expected: false },
    { group: "good plan request", name, run: () => checks.plan(plans()), expected: true },
    { group: "bad plan request", name, run: () => checks.plan(badPlans()), expected: false },
    {
      group: "bad plan request, faults named",
      name,
      run: () => checks.faults(badPlans()),
      expected: true,
    },
    {
      group: "6,000 items where 50 are allowed, faults named",
      name,
      run: () => checks.faults(hugePlan),
      expected: true,
    },
    { group: "200-byte answer checked", name, run: () => checks.answer(answers()), expected: true },
  ];
}

async function loadTypebox(): Promise<() => Candidate[]> {
  const [{ Type }, { Compile }] = await Promise.all([import("typebox"), import("typebox/compile")]);
  return () => {
    const closed = { additionalProperties: false };
    const oneOf = (values: readonly string[]) => Type.Enum([...values]);
    const signinCheck = Compile(
      Type.Object(
        {
          email: Type.String({ maxLength: 254, pattern: emailPattern }),
          password: Type.String({ minLength: 1, maxLength: 256 }),
        },
        closed,
      ),
    );
    const planCheck = Compile(
      Type.Object(
        {
          days: Type.Integer({ minimum: 1, maximum: 14 }),
          kcal: Type.Integer({ minimum: 800, maximum: 6000 }),
          diet: oneOf(diets),
          excludeAllergens: Type.Array(oneOf(allergens), { maxItems: 14 }),
          dislikes: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50 }),
          pattern: oneOf(patterns),
          maxMinutes: Type.Integer({ minimum: 5, maximum: 240 }),
          budget: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
          note: Type.String({ maxLength: 500 }),
          seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
        },
        closed,
      ),
    );
    const answerCheck = Compile(
      Type.Object(
        {
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
        },
        closed,
      ),
    );
    return list("TypeBox", {
      signin: (value) => signinCheck.Check(value),
      plan: (value) => planCheck.Check(value),
      answer: (value) => answerCheck.Check(value),
      faults: (value) => !planCheck.Check(value) && planCheck.Errors(value),
    });
  };
}

async function loadAjv(): Promise<() => Candidate[]> {
  const { default: ajvModule } = await import("ajv");
  return () => {
    const first = new ajvModule.default({ allErrors: false });
    const all = new ajvModule.default({ allErrors: true });
    const planFaults = all.compile(schemas.plan);
    return list("ajv", {
      signin: first.compile(schemas.signin),
      plan: first.compile(schemas.plan),
      answer: first.compile(schemas.answer),
      faults: (value) => !planFaults(value) && planFaults.errors,
    });
  };
}

async function loadZod(): Promise<() => Candidate[]> {
  const { z } = await import("zod");
  return () => {
    const signinCheck = z.strictObject({
      email: z.string().max(254).regex(new RegExp(emailPattern)),
      password: z.string().min(1).max(256),
    });
    const planCheck = z.strictObject({
      days: z.int().min(1).max(14),
      kcal: z.int().min(800).max(6000),
      diet: z.enum(diets),
      excludeAllergens: z.array(z.enum(allergens)).max(14),
      dislikes: z.array(z.string().min(1).max(64)).max(50),
      pattern: z.enum(patterns),
      maxMinutes: z.int().min(5).max(240),
      budget: z.int().min(0).max(1_000_000),
      note: z.string().max(500),
      seed: z.int().min(0).max(4_294_967_295),
    });
    const answerCheck = z.strictObject({
      id: z.string(),
      page: z.int(),
      title: z.string(),
      days: z.int(),
      energyKcal: z.int(),
      proteinG: z.number(),
      fatG: z.number(),
      carbG: z.number(),
      note: z.string(),
      ok: z.boolean(),
    });
    return list("zod", {
      signin: (value) => signinCheck.safeParse(value).success,
      plan: (value) => planCheck.safeParse(value).success,
      answer: (value) => answerCheck.safeParse(value).success,
      faults: (value) => planCheck.safeParse(value).error?.issues ?? false,
    });
  };
}

function listWriters(
  name: string,
  writeAnswer: (value: unknown) => string,
  writePlan: (value: unknown) => string,
): Candidate[] {
  const answers = inTurn(answer);
  const plans = inTurn(planAnswer);
  return [
    {
      group: "200-byte answer written",
      name,
      run: () => writeAnswer(answers()),
      expected: true,
    },
    {
      group: "plan of a day written, 1.7 kB",
      name,
      run: () => writePlan(plans()),
      expected: true,
    },
  ];
}

async function loadFastJsonStringify(): Promise<() => Candidate[]> {
  const { default: fastJsonStringify } = await import("fast-json-stringify");
  return () => {
    const writeAnswer = fastJsonStringify(schemas.answer as never);
    const writePlan = fastJsonStringify(schemas.planAnswer as never);
    const name = "fast-json-stringify";
    if (writeAnswer(answer) !== JSON.stringify(answer)) throw new Error(`${name} writes otherwise`);
    return listWriters(name, writeAnswer, writePlan);
  };
}

async function loadJsonStringify(): Promise<() => Candidate[]> {
  const name = "JSON.stringify";
  return () => listWriters(name, JSON.stringify, JSON.stringify);
}

/** All, the first of each kind being the one ratios are relative to. */
export const libraries: readonly Library[] = [
  { name: "TypeBox", load: loadTypebox },
  { name: "ajv", load: loadAjv },
  { name: "zod", load: loadZod },
  { name: "fast-json-stringify", load: loadFastJsonStringify },
  { name: "JSON.stringify", load: loadJsonStringify },
];
