/**
 * Facts with dots between them ("1 serving · 498 kcal"). Where they wrap, a dot stands at neither end
 * of a line: every fact has one before it, and the first of a line is cut off (brand/frame.css).
 */
export const Dotted = (props: { readonly facts: string; readonly className?: string }) => (
  <span className={`dotted ${props.className ?? ""}`}>
    {props.facts.split(" · ").map((fact) => (
      <span key={fact}>{fact} </span>
    ))}
  </span>
);
