import { type ReactNode, useState } from "react";

/** Choices that few need each time: drawn when they are opened. */
export const More = (props: { readonly title: string; readonly children: ReactNode }) => {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details
      className="more no-print"
      onToggle={(event) => {
        if (event.currentTarget.open) setOpened(true);
      }}
    >
      <summary>{props.title}</summary>
      {wasOpened && <div className="stack">{props.children}</div>}
    </details>
  );
};
