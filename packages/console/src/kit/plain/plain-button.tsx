import type { ReactNode } from "react";
import { useTexts } from "../../texts/index.ts";
import { type ButtonLook, buttonClass } from "../button-class.ts";

/**
 * The kit's button as the browser has it, for pages whose first script is under a budget and for rows
 * that come by the dozen: the same look and busy state (UX-04) as `Button`, without the machinery that
 * holds it together.
 */
export const PlainButton = (props: {
  readonly look?: ButtonLook;
  readonly isSmall?: boolean;
  readonly isIcon?: boolean;
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  readonly type?: "button" | "submit";
  readonly onPress?: () => void;
  readonly "aria-label"?: string;
  readonly "aria-pressed"?: boolean;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const isBusy = props.isPending === true;
  return (
    <button
      type={isBusy ? "button" : (props.type ?? "button")}
      className={buttonClass({
        ...(props.look === undefined ? {} : { look: props.look }),
        isSmall: props.isSmall === true,
        isIcon: props.isIcon === true,
      })}
      aria-label={props["aria-label"]}
      aria-pressed={props["aria-pressed"]}
      {...(props.isDisabled === true ? { disabled: true, "data-disabled": true } : {})}
      // Not `disabled`, which would drop the focus.
      {...(isBusy ? { "aria-disabled": true, "data-pending": true } : { onClick: props.onPress })}
    >
      {isBusy && (
        <>
          <span className="spinner" aria-hidden="true" />
          <span className="visually-hidden">{t("Working:")} </span>
        </>
      )}
      {props.isIcon === true && isBusy ? null : props.children}
    </button>
  );
};
