import { type ReactNode, useState } from "react";

/** Choices that few need each time: drawn when they are opened, which they may be from the beginning. */
export const More = (props: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) => {
  const [isOpenAtFirst] = useState(props.isOpen === true);
  const [wasOpened, setOpened] = useState(isOpenAtFirst);
  return (
    <details
      className="more no-print"
      open={isOpenAtFirst}
      onToggle={(event) => {
        if (event.currentTarget.open) setOpened(true);
      }}
    >
      <summary>{props.title}</summary>
      {wasOpened && <div className="stack">{props.children}</div>}
    </details>
  );
};
