import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from "react-aria-components/Button";
import { type ButtonLook, buttonClass } from "./button-class.ts";

/** A button of the kit; `isPending` shows the busy state and keeps the focus (UX-04). */
export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  readonly look?: ButtonLook;
  readonly isSmall?: boolean;
  readonly isIcon?: boolean;
  readonly children: ReactNode;
}

/** The one button of all pages. */
export const Button = ({ look, isSmall, isIcon, children, ...props }: ButtonProps) => (
  <AriaButton
    {...props}
    className={buttonClass({
      ...(look === undefined ? {} : { look }),
      isSmall: isSmall === true,
      isIcon: isIcon === true,
    })}
  >
    {props.isPending === true && (
      <>
        <span className="spinner" aria-hidden="true" />
        <span className="visually-hidden" role="status">
          Working
        </span>
      </>
    )}
    {isIcon === true && props.isPending === true ? null : children}
  </AriaButton>
);
