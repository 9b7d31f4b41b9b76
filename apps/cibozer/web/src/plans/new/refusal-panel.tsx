import { PlainButton, useScrollIntoView, useTexts } from "@plinth/console";
import type { Refusal, Wishes } from "../../api/plan-types.ts";
import { describeRefusal, type Way } from "../../api/refusal-words.ts";
import { useLarder } from "../../kitchen/use-kitchen.ts";

/** Why the wishes cannot be met, and changes that help at one press. */
export const RefusalPanel = (props: {
  readonly refusal: Refusal;
  readonly wishes: Wishes;
  /** Absent where nothing can be changed, as for a plan that exists. */
  readonly onChange?: (change: Partial<Wishes>) => void;
}) => {
  const t = useTexts();
  const larder = useLarder();
  const words = describeRefusal(t, props.refusal, props.wishes, (food) =>
    t.of(larder?.foods.find(({ id }) => id === food)?.name ?? food.replaceAll("-", " ")),
  );
  const { onChange } = props;
  const place = useScrollIntoView(props.refusal);
  return (
    <section
      className="card refusal stack"
      role="alert"
      aria-label={t("Why this cannot be planned")}
    >
      <div ref={place}>
        <h2>{t("This does not go together")}</h2>
      </div>
      <div>
        <p>
          {words.conflicts.length === 1
            ? t("With the rest of your wishes, no menu of our recipes meets this one:")
            : t("No menu of our recipes meets all of these at once:")}
        </p>
        <ul>
          {words.conflicts.map((conflict) => (
            <li key={conflict}>{conflict}</li>
          ))}
        </ul>
      </div>
      {words.closest !== undefined && <p className="soft">{words.closest}</p>}
      {words.steps.length > 0 && (
        <details className="more">
          <summary>{t("How many recipes each wish leaves")}</summary>
          <ol className="small list-plain">
            {words.steps.map(({ label, left }) => (
              <li key={label}>
                {label}: <span className="soft numbers">{left}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {onChange !== undefined && words.ways.length > 0 && (
        <div className="stack stack-tight">
          <p>
            {words.ways.length === 1
              ? t("This is enough; we tried it:")
              : t("Each of these is enough; we tried them:")}
          </p>
          <Ways ways={words.ways} onChange={onChange} />
        </div>
      )}
      {onChange !== undefined && words.together !== undefined && (
        <div className="stack stack-tight">
          <p>{t("No small change is enough. This is:")}</p>
          <Ways ways={[words.together]} onChange={onChange} />
        </div>
      )}
      {words.isAboutAllergens && (
        <p>
          {t(
            "We never suggest eating what you must not. Under these exclusions we do not have enough recipes yet; other diets, patterns or more time may leave more of them.",
          )}
        </p>
      )}
    </section>
  );
};

const Ways = (props: {
  readonly ways: readonly Way[];
  readonly onChange: (change: Partial<Wishes>) => void;
}) => (
  <div className="ways">
    {props.ways.map((way) => (
      <PlainButton key={way.label} onPress={() => props.onChange(way.change)}>
        {way.label}
      </PlainButton>
    ))}
  </div>
);
