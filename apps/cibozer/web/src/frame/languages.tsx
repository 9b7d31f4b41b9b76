import { LanguageMenu } from "@plinth/console";
import { loadTexts } from "../texts.ts";

/** The languages of Cibozer. */
export const Languages = () => <LanguageMenu load={loadTexts} />;
