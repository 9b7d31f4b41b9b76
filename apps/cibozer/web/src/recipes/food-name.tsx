import { useTexts } from "@plinth/console";

/** A food in the language of the page; one that the catalogs do not know says that it is English. */
export const FoodName = (props: { readonly name: string; readonly className?: string }) => {
  const t = useTexts();
  const said = t.of(props.name);
  return (
    <bdi className={props.className} lang={said === props.name ? "en" : undefined}>
      {said}
    </bdi>
  );
};
