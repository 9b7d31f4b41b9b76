/**
 * Words and phrases of German: the words of the rules, and how people say them. Where German puts
 * "not" behind the food, the food's own ending stands for it: "Pilze mag ich nicht" is "mushroom free",
 * and "Milch vertrage ich nicht" is "milk allergy". What stands for nothing is left out.
 */
export const GERMAN_PHRASES = `not allergic: nicht allergisch; not allergic to: nicht allergisch gegen, nicht allergisch auf, keine allergie gegen, keine allergie auf, vertrage problemlos, vertrage gut;
allergic to: allergisch gegen, allergisch auf, gegen, allergie gegen, allergie auf, allergien gegen, unverträglichkeit gegen, reagiere auf, reagiert auf, reagieren auf, vertrage kein, verträgt kein, vertragen kein, vertrage, verträgt, vertragen;
allergic: allergisch, allergiker, allergikerin; allergy: allergie, allergien; intolerance: unverträglichkeit, unverträglichkeiten, intoleranz; intolerant: intolerante;
allergy: reagiere ich, reagiert er, reagiert sie, reagieren wir, bekommen mir nicht, bekommt mir nicht, vertrage ich nicht, vertrage ich kein, verträgt er nicht, verträgt sie nicht, verträgt mein kind nicht, vertragen wir nicht, darf ich nicht essen, darf ich nicht, darf sie nicht essen, darf er nicht essen, dürfen wir nicht essen, kann ich nicht essen, können wir nicht essen, lebensgefährlich, sind lebensgefährlich, ist lebensgefährlich, machen mich krank, macht mich krank, sind gift für mich, ist gift für mich;
cannot have: darf kein, darf nur kein, dürfen kein, kann kein, können kein, darf nicht;
coeliac: zöliakie, zöliakiebetroffene, sprue;
no: nie wieder, nicht schon wieder, bitte nicht schon wieder, bitte nie wieder, bitte nicht wieder, nicht wieder, nicht mehr, weder, kein, verzichten sie auf, keinerlei, verzichte auf, verzichten auf, verzicht auf, nie, niemals; without: ohne; nothing with: nichts mit; avoid: vermeide, vermeiden, meide; free of: frei von;
free: frei, weg, tabu, darf nicht enthalten sein, dürfen nicht enthalten sein, dürfen nicht vorkommen, darf nicht vorkommen, kann ich nicht leiden, kann ich nicht ausstehen, können wir nicht leiden, darf nichts sein, darf nicht rein, dürfen nicht rein, darf nicht drin sein, dürfen nicht drin sein, sollen nicht drin sein, soll nicht drin sein, finde ich eklig, finde ich furchtbar, mag ich nicht, mag ich kein, mögen wir nicht, mag er nicht, mag sie nicht, esse ich nicht, esse ich kein, essen wir nicht, isst er nicht, isst sie nicht, schmeckt mir nicht, schmecken mir nicht, schmeckt uns nicht, will ich nicht, wollen wir nicht, möchte ich nicht, brauche ich nicht, bitte nicht, geht gar nicht, gehen gar nicht, geht nicht, gehen nicht, sind tabu, ist tabu, sind verboten, ist verboten, weglassen, auslassen, ausschließen, vermeiden bitte;
everything but: alles außer, alles bis auf; except: außer, ausgenommen, bis auf;
dont like: mag kein, mögen kein, mag gar kein, kann nicht leiden, nicht gern; hate: ekle mich vor, ekele mich vor, hasse, hassen, hasst, verabscheue; sick of: genug von, satt;
eat: esse, isst; but eat: esse aber, isst aber; like: mag, mögen, liebe, lieben; with: mit, viel, viele; want: möchte, möchten, will, wollen, hätte gern, hätten gern; only: nur, ausschließlich; more: mehr; more often: öfter, öfters, häufiger; again: wieder, schon wieder; prefer: lieber, bevorzuge;
but: aber, sondern, jedoch, doch; because: weil, denn; otherwise: sonst, ansonsten;
and: und, sowie; or: oder; for: für, fürs; fine: in ordnung, okay, erlaubt, kein problem;
vegan: veganer, veganerin, rein pflanzlich, pflanzlich, vegane ernährung; vegetarian: vegetarisch, vegetarier, vegetarierin, fleischlos; pescatarian: pescetarisch, pescetarier, pescetarierin, pescatarisch, pescatarier;
keto: ketogen; low carb: kohlenhydratarm, wenig kohlenhydrate, weniger kohlenhydrate, kaum kohlenhydrate; carnivore: nur fleisch;
mediterranean diet: mittelmeerdiät, mittelmeerküche, mittelmeerkost, mediterran, mediterrane küche; high protein: eiweißreich, proteinreich, viel eiweiß, viel protein, mehr eiweiß, eiweißhaltig, reichlich eiweiß;
normal diet: normale ernährung, normale kost, mischkost, esse alles, essen alles;
intermittent fasting: intervallfasten, intermittierendes fasten; without breakfast: ohne frühstück, kein frühstück; lunch and dinner: mittag und abend, mittagessen und abendessen;
breakfast: frühstück; lunch: mittagessen; dinner: abendessen; no snacks: ohne snacks, ohne zwischenmahlzeiten, keine zwischenmahlzeiten; snack: zwischenmahlzeit, imbiss; meal: mahlzeit, mahlzeiten;
leftovers for lunch: reste zum mittagessen, reste zum mittag, reste als mittagessen, reste vom abend, reste vom vortag, reste vom vorabend, mittags reste, mittags die reste, einmal kochen , zweimal essen, einmal kochen zweimal essen; no leftovers: keine reste; leftovers: reste;
cook every other day: jeden zweiten tag kochen, nur jeden zweiten tag kochen, alle zwei tage kochen, nur alle zwei tage kochen, für zwei tage kochen, koche für zwei tage, jeden zweiten tag, alle zwei tage;
italian: italienisch; british: britisch, englisch; french: französisch; mexican: mexikanisch; chinese: chinesisch; nordic: nordisch, skandinavisch, schwedisch, dänisch, norwegisch;
middle eastern: orientalisch, libanesisch, arabisch, persisch, türkisch, israelisch; greek: griechisch; indian: indisch; spanish: spanisch; japanese: japanisch; thai: thailändisch; german: deutsch, bayerisch, bayrisch;
hawaiian: hawaiianisch; caribbean: karibisch; moroccan: marokkanisch; vietnamese: vietnamesisch; korean: koreanisch; hungarian: ungarisch; polish: polnisch; indonesian: indonesisch; russian: russisch;
west african: westafrikanisch; ethiopian: äthiopisch; american: amerikanisch; asian: asiatisch;
cheap: günstig, billig, preiswert, preisgünstig, kostengünstig, wenig geld, kleines budget, knappes budget, nicht teuer, sparsam; quick: schnell, flott, rasch, wenig zeit, keine zeit, kaum zeit;
half an hour: eine halbe stunde, halbe stunde; an hour: eine stunde, einer stunde; three quarters of an hour: eine dreiviertelstunde, dreiviertelstunde; quarter of an hour: eine viertelstunde, viertelstunde;
90 minutes: anderthalb stunden, eineinhalb stunden; hours: stunde, stunden, std; minutes: minute, minuten;
one week: eine woche, die ganze woche, einer woche; one day: ein tag, einen tag; one month: ein monat, einen monat; one meal: eine mahlzeit, nur eine mahlzeit; weekend: wochenende, ein wochenende; monday to friday: montag bis freitag, arbeitswoche, wochentags; today: heute, morgen;
weeks: woche, wochen; days: tag, tage, tagen; months: monat, monate, monaten;
per day: am tag, pro tag, je tag, täglich, jeden tag, tagesbudget; per week: pro woche, in der woche, die woche, jede woche, wöchentlich; per person: pro person, pro kopf; per meal: pro mahlzeit; per serving: pro portion;
times a week: mal pro woche, mal die woche, mal in der woche; lose weight: abnehmen; gain weight: zunehmen; build muscle: muskeln aufbauen, muskelaufbau;
calories: kalorie, kalorien, kilokalorien; people: personen, leute, erwachsene, kinder; servings: portionen; percent: prozent; grams: gramm; protein: eiweiße, proteine;
at most: höchstens, maximal, unter, bis zu, weniger als, nicht mehr als, nicht länger als, nicht über, nichts was länger als, nichts , was länger als, nichts über, innerhalb von, in unter; at least: mindestens, wenigstens, nicht weniger als, nicht unter; more than: mehr als, über; longer than: länger als; about: etwa, ungefähr, rund, circa, ca`;

/** Words that say nothing of what is eaten. */
export const GERMAN_FILL = `für mich, für uns, für sie, für ihn, ich, du, er, sie, es, wir, ihr, mich, mir, uns, mein, meine, meinen, meinem, meiner, unser, unsere, bin, bist, ist, sind, habe, hast, hat,
haben, hätte, würde, würden, möglichst, bitte, danke, gerne, gern, der, die, das, den, dem, des, ein, eine, einen, einem, einer, auch, etwas, alles, alle,
überhaupt, wirklich, absolut, heftig, essen, ernähren, ernähre, ernährung, kochen, koche, gericht, gerichte, rezept, rezepte, küche, speise, speisen, plan, pläne, plane, planen, mach, mache, machen,
mann, frau, tochter, sohn, kind, partner, partnerin, familie, freund, freundin, lang, dauern, dauert, gehen, geht, soll, sollen, sollte, muss, müssen, leide, leider, unter anderem, stark, schwer, sehr, ganz, gar, total, leicht, auf,
von, vom, zu, zum, zur, im, am, bei, beim, nach, dazu, noch, also, nämlich, enthalten, enthält, drin, dabei, lass, lasse, darf, kann, können, dürfen, wichtig, jede, jeden, jeder, brauche, brauchen, suche, gib, frisch, roh`;
