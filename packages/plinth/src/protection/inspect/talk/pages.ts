// Pieces of pages as people show them to each other: what embeds, what the page's own house serves, what a button does.

/** What nobody has to be shown to be helped: code that runs by itself, and what reads or sends. */
const RUNS =
  /srcdoc|javascript|data:|\b(?:alert|confirm|prompt|eval|fetch|import|atob|settimeout|setinterval|document|window|location|cookie|constructor|innerhtml|print|top|self|parent)\b/i;
const HANDLES = /\bon\w{1,20}\s{0,4}=/i;

const FRAME = /<iframe\b[^>]{0,400}>/gi;
const EMBEDDED = /\bsrc="https:\/\/[\w.-]{1,120}\/[^"<>\\]{0,300}"/;
const SIZED = /\b(?:width|height|title|allowfullscreen|frameborder|loading)\b/;

/** Whether the frames of a text are those that sites give people to embed. */
export const showsEmbeddedPage = (text: string): boolean => {
  const frames = [...text.matchAll(FRAME)];
  return (
    frames.length > 0 &&
    !RUNS.test(text) &&
    !HANDLES.test(text) &&
    frames.every(([frame]) => EMBEDDED.test(frame) && SIZED.test(frame))
  );
};

const FETCHING = /<(?:script|link)\b[^>]{0,300}>/gi;
/** "style.css", "/js/menu.js": a file of the house that serves the page. */
const OWN = /\b(?:src|href)="\/?[\w-][\w-]{0,40}(?:[./][\w-]{1,40}){0,8}"/;

/** Whether the scripts and style sheets of a text come from where the page itself comes from. */
export const showsOwnFiles = (text: string): boolean => {
  const tags = [...text.matchAll(FETCHING)];
  return (
    tags.length > 0 &&
    !RUNS.test(text) &&
    !HANDLES.test(text) &&
    tags.every(([tag]) => OWN.test(tag))
  );
};

/** "onclick=\"addToCart(14)\"": a handler that calls one function, and no quote before it that would be left. */
const CALLS = /^(?:[^"'<>]|[a-z]'[a-z])*\bon[a-z]{3,16}="[a-z]\w{0,40}\([\w., ]{0,60}\)"[^<>="]*$/i;

/** Whether a text shows what an element of a page calls. */
export const showsHandler = (text: string): boolean => !RUNS.test(text) && CALLS.test(text);
