/** Who eats, in the pictures. */
export const PROFILE = {
  sex: "female",
  birthYear: 1988,
  heightCm: 170,
  weightKg: 66,
  activity: "light",
  goal: "keep",
  allergens: ["peanut"],
  household: [
    { name: "Ben", kcal: 2500, allergens: [] },
    { name: "Mia", kcal: 1600, allergens: ["nuts"] },
  ],
};
