import { Button, Checkbox, Icon, type Messages, useTexts } from "@plinth/console";
import { useId } from "react";
import { useLetters } from "../letters/letters.tsx";
import { homeWith } from "../letters/words.ts";
import { useHome } from "../plans/use-plans.ts";

const words = ["poor", "so-so", "fine", "good", "great"] as const satisfies Messages;

/** What the person thinks of a recipe; new plans and swaps go by it. */
export const TasteFields = (props: {
  readonly recipe: { readonly id: string; readonly title: string };
  /** Of many on one page nobody reads what follows from it. */
  readonly isShort?: boolean;
}) => {
  const t = useTexts();
  const { recipe } = props;
  const { waiting, isRead, put } = useLetters();
  const home = useHome();
  const id = useId();
  const known = isRead && home ? homeWith(home, waiting) : undefined;
  const own = known?.tastes.find((one) => one.recipe === recipe.id);
  const rated = words[(own?.rating ?? 0) - 1];
  const set = (part: { rating?: number | null; never?: boolean }) => {
    const next = { rating: own?.rating ?? null, never: own?.never ?? false, ...part };
    const taste = {
      ...(next.rating === null ? {} : { rating: next.rating }),
      ...(next.never ? { never: true } : {}),
    };
    put({ kind: "taste", recipe: recipe.id, taste });
  };
  return (
    <div className={props.isShort === true ? "taste-short" : "stack stack-tight"}>
      <fieldset className="stars">
        <legend className={props.isShort === true ? "visually-hidden" : ""}>
          {t("How was it?")}
        </legend>
        {words.map((word, index) => (
          <label key={word} className="star" data-on={(own?.rating ?? 0) > index}>
            <input
              type="radio"
              className="visually-hidden"
              name={`rating-${id}`}
              checked={own?.rating === index + 1}
              onChange={() => set({ rating: index + 1 })}
            />
            <span aria-hidden="true">{(own?.rating ?? 0) > index ? "★" : "☆"}</span>
            <span className="visually-hidden">
              {t("{stars} of 5, {word}", { stars: index + 1, word: t.of(word) })}
            </span>
          </label>
        ))}
        <span className="small soft">{rated === undefined ? t("not rated") : t.of(rated)}</span>
        {own?.rating !== null && own?.rating !== undefined && (
          <Button
            look="quiet"
            isSmall
            isIcon={props.isShort === true}
            aria-label={t("Take it back")}
            onPress={() => set({ rating: null })}
          >
            {props.isShort === true ? <Icon name="close" /> : t("Take it back")}
          </Button>
        )}
      </fieldset>
      <Checkbox isSelected={own?.never ?? false} onChange={(never) => set({ never })}>
        {t("Never plan this again")}
      </Checkbox>
      {props.isShort !== true && (
        <p className="small soft">
          {t("New plans and swaps go by it. What stands in a plan stays until you swap it.")}
        </p>
      )}
    </div>
  );
};
