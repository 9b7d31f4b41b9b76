import { expect, it } from "vitest";
import { placeBeside } from "./grid-keys.ts";

const size = { days: 3, slots: ["breakfast", "lunch", "dinner"] };

it("UX-05, UX-09: arrows go to the meal beside, and nowhere from the border", () => {
  const lunch = { day: 1, slot: "lunch" };
  expect(placeBeside(lunch, "ArrowLeft", size)).toEqual({ day: 0, slot: "lunch" });
  expect(placeBeside(lunch, "ArrowRight", size)).toEqual({ day: 2, slot: "lunch" });
  expect(placeBeside(lunch, "ArrowUp", size)).toEqual({ day: 1, slot: "breakfast" });
  expect(placeBeside(lunch, "ArrowDown", size)).toEqual({ day: 1, slot: "dinner" });
  expect(placeBeside(lunch, "x", size)).toBeUndefined();
  expect(placeBeside({ day: 0, slot: "breakfast" }, "ArrowLeft", size)).toBeUndefined();
  expect(placeBeside({ day: 0, slot: "breakfast" }, "ArrowUp", size)).toBeUndefined();
  expect(placeBeside({ day: 2, slot: "dinner" }, "ArrowDown", size)).toBeUndefined();
});
