const LINE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)(?: \d+)?$/;

/** Series of a Prometheus text exposition (format 0.0.4) with their values, and what is malformed. */
export const readMetrics = (
  text: string,
): { readonly series: ReadonlyMap<string, number>; readonly malformed: readonly string[] } => {
  const series = new Map<string, number>();
  const malformed: string[] = [];
  const typed = new Set<string>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (line.startsWith("#")) {
      const type = /^# TYPE (\S+) (?:counter|gauge|histogram|summary|untyped)$/.exec(line)?.[1];
      if (type !== undefined) typed.add(type);
      else if (line.startsWith("# TYPE")) malformed.push(line);
      continue;
    }
    const match = LINE.exec(line);
    const value = match?.[3]?.replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
    const name = `${match?.[1]}${match?.[2] ?? ""}`;
    const isNumber = value === "NaN" || !Number.isNaN(Number(value));
    if (match === null || !isNumber || series.has(name)) malformed.push(line);
    else series.set(name, Number(value));
  }
  if (!text.endsWith("\n")) malformed.push("the last line does not end");
  if (typed.size === 0) malformed.push("no # TYPE");
  return { series, malformed };
};

/** The sum of all series of a name that carry a label, as `route="/health"`. */
export const sumOf = (series: ReadonlyMap<string, number>, name: string, label: string): number =>
  [...series]
    .filter(([key]) => key.startsWith(`${name}{`) && key.includes(label))
    .reduce((sum, [, value]) => sum + value, 0);
