import { PlainButton, useTexts } from "@plinth/console";
import { useEffect, useRef, useState } from "react";
import { AISLES, aisleLabel, orderAisles } from "#core";
import { useHome, usePrefer } from "../plans/use-plans.ts";

/** What was pressed last: its button keeps the focus when its row has moved. */
type Pressed = { readonly aisle: string; readonly by: -1 | 1 };

/** The sections of this list in the order of somebody's own shop, kept for every list. */
export const AisleOrder = ({ sections }: { readonly sections: readonly string[] }) => {
  const t = useTexts();
  const home = useHome();
  const prefer = usePrefer();
  const [local, setLocal] = useState<readonly string[]>();
  const [pressed, setPressed] = useState<Pressed>();
  const list = useRef<HTMLOListElement>(null);
  const order = local ?? home?.aisles ?? [];
  const all = orderAisles(
    AISLES.map(({ id }) => ({ aisle: id })),
    order,
  ).map(({ aisle }) => aisle);
  const shown = all.filter((aisle) => sections.includes(aisle));
  useEffect(() => {
    if (pressed === undefined) return;
    const row = list.current?.querySelector(`[data-aisle="${pressed.aisle}"]`);
    const buttons = [...(row?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
    const same = buttons[pressed.by === -1 ? 0 : 1];
    // At an end it moves no further that way: the other button is what is left.
    (same?.disabled === true ? buttons.find(({ disabled }) => !disabled) : same)?.focus();
  }, [pressed]);
  const move = (aisle: string, by: -1 | 1) => {
    const neighbour = shown[shown.indexOf(aisle) + by];
    if (neighbour === undefined) return;
    const rest = all.filter((one) => one !== aisle);
    const at = rest.indexOf(neighbour) + (by === 1 ? 1 : 0);
    const next = [...rest.slice(0, at), aisle, ...rest.slice(at)];
    setLocal(next);
    setPressed({ aisle, by });
    prefer.mutate({ aisles: next });
  };
  const reset = () => {
    setLocal([]);
    prefer.mutate({ aisles: [] });
  };
  return (
    <>
      <p className="small soft">{t("Kept for all your lists, on every device.")}</p>
      <ol className="list-plain aisle-order" ref={list} aria-label={t("Sections of your shop")}>
        {shown.map((aisle, index) => (
          <li key={aisle} data-aisle={aisle} className="row row-spread">
            <span>{t.of(aisleLabel(aisle))}</span>
            <span className="row">
              <PlainButton
                look="quiet"
                isSmall
                isDisabled={index === 0}
                aria-label={t("Earlier: {section}", { section: t.of(aisleLabel(aisle)) })}
                onPress={() => move(aisle, -1)}
              >
                {t("Earlier")}
              </PlainButton>
              <PlainButton
                look="quiet"
                isSmall
                isDisabled={index === shown.length - 1}
                aria-label={t("Later: {section}", { section: t.of(aisleLabel(aisle)) })}
                onPress={() => move(aisle, 1)}
              >
                {t("Later")}
              </PlainButton>
            </span>
          </li>
        ))}
      </ol>
      <div className="row">
        <PlainButton look="quiet" isSmall onPress={reset}>
          {t("The usual order")}
        </PlainButton>
      </div>
    </>
  );
};
