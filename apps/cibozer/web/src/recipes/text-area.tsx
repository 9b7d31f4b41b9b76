import { useId } from "react";

/** Several lines of text, with the browser's own field. */
export const TextArea = (props: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly rows: number;
  /** Most characters that it takes. */
  readonly most?: number;
  readonly onChange: (value: string) => void;
}) => {
  const id = useId();
  const { hint } = props;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {props.label}
      </label>
      <div className="field-box">
        <textarea
          id={id}
          className="field-input recipe-area"
          dir="auto"
          rows={props.rows}
          maxLength={props.most ?? 100_000}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        />
      </div>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
};
