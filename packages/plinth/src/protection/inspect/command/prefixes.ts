/** Words of a shell and programs that run the command behind them. */
export const RUNS_NEXT: readonly string[] =
  "exec eval env command builtin setsid nice nohup coproc time watch sudo doas".split(" ");

const WRAPPER = new RegExp(`^\\s?(?:${RUNS_NEXT.join("|")})\\s{1,3}`);
/** "LD_PRELOAD=/tmp/k.so id": a variable that is set for one command. */
const SETTING = /^\s?[A-Z_]{2,20}=\S{1,40}\s{1,3}/;
/** "];then sleep 7": a word of the shell behind a condition. */
const KEYWORD = /^\s?(?:then|do)[ \t]/;

/** How much is read of what may stand between a joint and a command. */
const REACH = 72;

const BEGINNINGS: ReadonlySet<number> = new Set(RUNS_NEXT.map((word) => word.charCodeAt(0)));

/** Whether a wrapper or a setting may begin at a place; most words do not, and cost no more than this. */
const mayBegin = (text: string, at: number): boolean => {
  const code = text.charCodeAt(text.charCodeAt(at) === 32 ? at + 1 : at);
  return BEGINNINGS.has(code) || (code >= 65 && code <= 95);
};

/** How far a command stands behind the sign at `at`, which separates it from what came before. */
export const prefixLength = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code === 10 || code === 13 || !mayBegin(text, at + 1)) return 0;
  const near = text.slice(at + 1, at + REACH);
  if (code === 59 && /\]\s?$/.test(text.slice(Math.max(0, at - 2), at))) {
    return KEYWORD.exec(near)?.[0].length ?? 0;
  }
  return (WRAPPER.exec(near) ?? SETTING.exec(near))?.[0].length ?? 0;
};

/** "k=id;$k": a variable that was set to be run, as the sign before its "$" says. */
export const runsVariable = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at + 1) === 32 ? at + 2 : at + 1;
  if (text.charCodeAt(next) !== 36) return false;
  const name = /^\s?\$\{?([a-z_]\w{0,15})\}?(?:$|[\s;|&$#])/i.exec(
    text.slice(at + 1, at + 24),
  )?.[1];
  if (name === undefined) return false;
  const set = text.slice(Math.max(0, at - REACH), at).lastIndexOf(`${name}=`);
  if (set < 0) return false;
  const from = Math.max(0, at - REACH) + set;
  // "$k=…" is a variable of PHP and Perl, which is not run by its name.
  return from === 0 || /[\s;|&]/.test(text[from - 1] ?? "");
};
