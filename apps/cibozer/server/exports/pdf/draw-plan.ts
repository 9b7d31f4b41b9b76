import { createPaper, type Fonts, type Paper } from "./paper.ts";
import type { DishWords, PdfJob, PlanWords } from "./pdf-job.ts";

/** Points that keep a head and the first line below it together. */
const HEAD = 46;
const SMALL = { size: "small" } as const;
const SOFT = { size: "small", isSoft: true } as const;

const drawDish = (paper: Paper, day: PDFKit.PDFStructureElement, words: DishWords): void => {
  paper.room(HEAD);
  const dish = paper.begin(day, "Sect");
  paper.write(dish, "P", words.when, { ...SOFT, above: 9 });
  paper.write(dish, "H3", words.title, { size: "dish", isBold: true });
  paper.write(dish, "P", words.facts, SMALL);
  if (words.others !== undefined) paper.write(dish, "P", words.others, SMALL);
  paper.write(dish, "P", words.parts, SOFT);
  if (words.note !== undefined) paper.write(dish, "P", words.note, SMALL);
  dish.end();
};

const drawDays = (paper: Paper, { title, lead, days }: PlanWords): void => {
  for (const [index, day] of days.entries()) {
    paper.page();
    const section = paper.begin(paper.root, "Sect");
    if (index === 0) {
      paper.write(section, "H1", title, { size: "title", isBold: true });
      for (const line of lead) paper.write(section, "P", line);
      paper.rule();
    }
    paper.write(section, "H2", day.title, { size: "heading", isBold: true });
    paper.write(section, "P", day.facts, { isSoft: true });
    paper.rule();
    for (const dish of day.dishes) drawDish(paper, section, dish);
    section.end();
  }
};

/** The list: to tick off by pen, so a box before each line. */
const drawList = (paper: Paper, { title, facts, sections }: PlanWords["list"]): void => {
  paper.page();
  const section = paper.begin(paper.root, "Sect");
  paper.write(section, "H2", title, { size: "heading", isBold: true });
  paper.write(section, "P", facts, { isSoft: true });
  paper.columns(2);
  for (const { title: aisle, lines } of sections) {
    paper.room(HEAD);
    paper.write(section, "H3", aisle, { size: "dish", isBold: true, above: 8 });
    const list = paper.begin(section, "L");
    for (const line of lines) {
      const item = paper.begin(list, "LI");
      paper.write(item, "LBody", `☐ ${line}`, { above: 2 });
      item.end();
    }
    list.end();
  }
  section.end();
};

/** A plan as a PDF: a page for each day, then the list. The same job gives the same document. */
export const drawPlan = (job: PdfJob, fonts: Fonts): Promise<Uint8Array<ArrayBuffer>> => {
  const { words, paper: size, made } = job;
  const paper = createPaper({
    ...{ size, fonts, title: words.title, language: words.language },
    direction: words.direction,
    made: new Date(made),
  });
  drawDays(paper, words);
  drawList(paper, words.list);
  paper.foot(words.foot);
  return paper.end();
};
