/** Who a reference is for. It was made for healthy adults who neither expect nor nurse a child. */
export type ReferencePerson = { readonly sex: "female" | "male"; readonly ageYears: number };

/** A micronutrient with what a day should hold of it. */
export type Reference = {
  readonly nutrient: string;
  readonly label: string;
  readonly unit: "mg" | "µg";
  /** Recommended dietary allowance; an adequate intake where there is none of those. */
  readonly amount: number;
  readonly isAdequateIntake: boolean;
};

/** Values from 19, 31, 51 and 71 years on, for women and for men. */
type Row = readonly [
  nutrient: string,
  label: string,
  unit: "mg" | "µg",
  female: readonly [number, number, number, number],
  male: readonly [number, number, number, number],
  isAdequateIntake?: true,
];

const same = (value: number) => [value, value, value, value] as const;

/**
 * Dietary Reference Intakes of the National Academies (US and Canada): Summary Tables of the DRIs,
 * with calcium and vitamin D of 2011 and potassium of 2019. Recommended allowances; adequate intakes
 * for potassium, choline and vitamin K.
 */
const TABLE: readonly Row[] = [
  ["vitARaeUg", "Vitamin A (RAE)", "µg", same(700), same(900)],
  ["thiaminMg", "Thiamin (B1)", "mg", same(1.1), same(1.2)],
  ["riboflavinMg", "Riboflavin (B2)", "mg", same(1.1), same(1.3)],
  ["niacinMg", "Niacin (B3)", "mg", same(14), same(16)],
  ["vitB6Mg", "Vitamin B6", "mg", [1.3, 1.3, 1.5, 1.5], [1.3, 1.3, 1.7, 1.7]],
  ["folateDfeUg", "Folate (DFE)", "µg", same(400), same(400)],
  ["vitB12Ug", "Vitamin B12", "µg", same(2.4), same(2.4)],
  ["vitCMg", "Vitamin C", "mg", same(75), same(90)],
  ["vitDUg", "Vitamin D", "µg", [15, 15, 15, 20], [15, 15, 15, 20]],
  ["vitEMg", "Vitamin E", "mg", same(15), same(15)],
  ["vitKUg", "Vitamin K", "µg", same(90), same(120), true],
  ["cholineMg", "Choline", "mg", same(425), same(550), true],
  ["calciumMg", "Calcium", "mg", [1000, 1000, 1200, 1200], [1000, 1000, 1000, 1200]],
  ["ironMg", "Iron", "mg", [18, 18, 8, 8], same(8)],
  ["magnesiumMg", "Magnesium", "mg", [310, 320, 320, 320], [400, 420, 420, 420]],
  ["phosphorusMg", "Phosphorus", "mg", same(700), same(700)],
  ["potassiumMg", "Potassium", "mg", same(2600), same(3400), true],
  ["seleniumUg", "Selenium", "µg", same(55), same(55)],
  ["zincMg", "Zinc", "mg", same(8), same(11)],
];

const bandOf = (years: number): 0 | 1 | 2 | 3 => {
  if (years <= 30) return 0;
  if (years <= 50) return 1;
  return years <= 70 ? 2 : 3;
};

/**
 * What a day should hold for somebody. Of somebody unknown it is the higher value of women and men
 * from 31 to 50, so that it is too low for none of them. Throws RangeError for anyone under 19.
 */
export function referenceIntakes(person: ReferencePerson | undefined): readonly Reference[] {
  if (person !== undefined && !(person.ageYears >= 19)) {
    throw new RangeError("these references are for adults of 19 years or more");
  }
  const band = bandOf(person?.ageYears ?? 31);
  return TABLE.map(([nutrient, label, unit, female, male, isAdequateIntake = false]) => {
    const both = { female: female[band], male: male[band] };
    const amount = person === undefined ? Math.max(both.female, both.male) : both[person.sex];
    return { nutrient, label, unit, amount, isAdequateIntake };
  });
}
