import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { useTexts } from "../texts/index.ts";
import { type ButtonLook, buttonClass } from "./button-class.ts";

/** A button of the kit; `isPending` shows the busy state and keeps the focus (UX-04). */
export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  readonly look?: ButtonLook;
  readonly isSmall?: boolean;
  readonly isIcon?: boolean;
  readonly children: ReactNode;
}

/**
 * The one button of all pages. The busy state is our own: React Aria's announces a label that is
 * gone when the button leaves the page together with its form.
 */
export const Button = ({ look, isSmall, isIcon, isPending, children, ...props }: ButtonProps) => {
  const t = useTexts();
  const { onPress, type, ...rest } = props;
  const isBusy = isPending === true;
  const busy = { "aria-disabled": true, "data-pending": true, type: "button" } as const;
  const free = {
    ...(onPress === undefined ? {} : { onPress }),
    ...(type === undefined ? {} : { type }),
  };
  return (
    <AriaButton
      {...rest}
      {...(isBusy ? busy : free)}
      className={buttonClass({
        ...(look === undefined ? {} : { look }),
        isSmall: isSmall === true,
        isIcon: isIcon === true,
      })}
    >
      {isBusy && (
        <>
          <span className="spinner" aria-hidden="true" />
          <span className="visually-hidden">{t("Working:")} </span>
        </>
      )}
      {isIcon === true && isBusy ? null : children}
    </AriaButton>
  );
};
