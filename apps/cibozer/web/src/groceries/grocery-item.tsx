import { Button, Checkbox, Icon, type Messages, type Texts, useTexts } from "@plinth/console";
import { type Allergen, type ShoppingLine, usualPack } from "#core";
import { householdWords } from "../api/plan-words.ts";
import { weightWords } from "../api/weight-words.ts";
import { allergenNames } from "../recipes/recipe-words.ts";

type Units = "metric" | "us";

/** Packs that the core calls otherwise than by their weight. */
const packNames = { "box of 10": "box of 10" } as const satisfies Messages;

/** "2 × 400 g", from the packs that the core counts. */
const packWords = (t: Texts, line: ShoppingLine, aisle: string, units: Units): string => {
  const pack = usualPack(line.food, aisle);
  if (line.packs === null || pack === null) return "";
  const name =
    pack.name === undefined
      ? weightWords(t, pack.grams, units)
      : t.of(packNames[pack.name as keyof typeof packNames] ?? pack.name);
  return `${t.number(Number.parseInt(line.packs, 10))} × ${name}`;
};

/** What is said of a line besides its name and weight. */
const notesOf = (
  t: Texts,
  line: ShoppingLine,
  aisle: string,
  units: Units,
): readonly string[] => {
  if (line.food === "water") return [t("from the tap")];
  if (line.isStaple) return [t("always at home")];
  const allergens = line.checkLabelFor as readonly Allergen[];
  const atHome = weightWords(t, line.atHomeGrams, units);
  return [
    packWords(t, line, aisle, units),
    // USDA's measures are English words ("3 large"), and the weight says the same.
    line.household === null || t.locale !== "en" ? "" : householdWords(line.household),
    line.atHomeGrams > 0 ? t("{weight} of it at home", { weight: atHome }) : "",
    allergens.length > 0
      ? t("some brands contain {allergens}", { allergens: allergenNames(t, allergens) })
      : "",
  ].filter((note) => note !== "");
};

/** One food of the list: to tick off, or at home. */
export const GroceryItem = (props: {
  readonly line: ShoppingLine;
  readonly aisle: string;
  readonly units: Units;
  readonly isDone: boolean;
  readonly onToggle: (isDone: boolean) => void;
  readonly onStock: () => void;
}) => {
  const t = useTexts();
  const { line, units } = props;
  const isAtHome = line.buyGrams === 0;
  const text = (
    <>
      <span className="grocery-name">{line.name}</span>
      {notesOf(t, line, props.aisle, units).map((note) => (
        <span key={note} className="grocery-note">
          {note}
        </span>
      ))}
    </>
  );
  return (
    <li className="grocery" data-done={!isAtHome && props.isDone}>
      {isAtHome ? (
        <span className="grocery-text">{text}</span>
      ) : (
        <Checkbox isSelected={props.isDone} onChange={props.onToggle}>
          {text}
        </Checkbox>
      )}
      <span className="grocery-amount numbers">{weightWords(t, isAtHome ? line.purchaseGrams : line.buyGrams, units)}</span>
      {line.food !== "water" && (
        <span className="no-print">
          <Button
            look="quiet"
            isSmall
            isIcon
            aria-label={t("At home: {name}", { name: line.name })}
            onPress={props.onStock}
          >
            <Icon name="more" size={18} />
          </Button>
        </span>
      )}
    </li>
  );
};
