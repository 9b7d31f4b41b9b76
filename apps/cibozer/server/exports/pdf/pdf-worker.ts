import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { drawPlan } from "./draw-plan.ts";
import type { PdfAnswer, PdfJob } from "./pdf-job.ts";

const fontFile = (name: string): string =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

const draw = async (job: PdfJob): Promise<PdfAnswer> => {
  try {
    const fonts = { plain: fontFile("DejaVuSans"), bold: fontFile("DejaVuSans-Bold") };
    return { bytes: await drawPlan(job, fonts) };
  } catch (fault) {
    return { fault: String(fault).slice(0, 200) };
  }
};

const port = parentPort;
if (port !== null) {
  void draw(workerData as PdfJob).then((answer) => {
    port.postMessage(answer, "bytes" in answer ? [answer.bytes.buffer] : []);
  });
}
