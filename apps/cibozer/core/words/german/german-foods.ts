/** Foods and allergens: the words of the rules, and what they are called in German. */
export const GERMAN_FOODS = `gluten: klebereiweiß; wheat: weizen, weizenprodukte; spelt: dinkel, grünkern;
crustacean: krebstier, krustentier, schalentier, krebs; shellfish: schalentiere;
seafood: meeresfrüchte, meeresfrucht; mollusc: weichtier, muschel; egg: ei, eier, eiern, hühnerei, vollei;
fish: fisch; peanut: erdnuss, erdnuß, erdnüsse; soy: soja, sojaprodukte; soybean: sojabohne;
dairy: milchprodukt, molkerei, molkereiprodukt, milcherzeugnis; milk: milch, milcheiweiß, milchprotein, vollmilch, kuhmilcheiweiß;
lactose: laktose, lactose, milchzucker; casein: kasein; cow milk: kuhmilch; nut: nuss, nuß, nüsse;
tree nut: schalenfrucht, baumnuss; celery: sellerie, staudensellerie, stangensellerie; mustard: senf;
sesame: sesam; sesame seed: sesamsamen, sesamkörner; sulphite: sulfit, schwefeldioxid, schwefel; lupin: lupine, süßlupine;
bread: brot, brötchen, toast, weißbrot, vollkornbrot, roggenbrot, baguette, mehrkornbrot; sourdough: sauerteig, sauerteigbrot;
pasta: nudel, teigwaren, makkaroni, vollkornnudel; egg noodle: eiernudel; barley: gerste, graupe, perlgraupe; rye: roggen;
flour: mehl, weizenmehl, weizenvollkornmehl; cracker: kräcker; crispbread: knäckebrot, roggenknäckebrot;
breadcrumb: paniermehl, semmelbrösel; semolina: grieß; wheat bran: weizenkleie; wheat germ: weizenkeim;
seitan: weizengluten; burger bun: burgerbrötchen; english muffin: toastbrötchen; tortilla: weizentortilla, vollkorntortilla;
pita: fladenbrot; naan: naanbrot; couscous: kuskus; soy sauce: sojasoße, sojasauce; oyster sauce: austernsoße, austernsauce;
soba: sobanudel; beer: bier; shrimp: garnele, shrimps, krabbe; crab: krebsfleisch, krabbenfleisch, taschenkrebs; lobster: hummer;
crayfish: flusskrebs; langoustine: languste, kaisergranat; egg white: eiweiß, eiklar; egg yolk: eigelb, eidotter;
mayonnaise: majonäse; salmon: lachs, zuchtlachs; smoked salmon: räucherlachs; trout: forelle, regenbogenforelle;
cod: kabeljau, dorsch; haddock: schellfisch; mackerel: makrele; sardine: ölsardine; anchovy: sardelle, anchovis;
tuna: thunfisch, tunfisch, thunfischsteak; halibut: heilbutt; herring: hering; sea bass: wolfsbarsch; fish sauce: fischsoße, fischsauce;
worcestershire sauce: worcestersoße; peanut butter: erdnussbutter, erdnussmus; tofu: sojaquark; soy milk: sojamilch, sojadrink;
soy yogurt: sojajoghurt; soy protein: sojaprotein, sojaproteinpulver; miso: misopaste; cheese: käse; swiss cheese: emmentaler;
goat cheese: ziegenkäse; cream cheese: frischkäse; cottage cheese: hüttenkäse, körniger frischkäse; blue cheese: blauschimmelkäse;
feta: schafskäse; halloumi: bratkäse, grillkäse; butter: süßrahmbutter; ghee: butterschmalz; cream: sahne, schlagsahne, rahm, obers;
sour cream: sauerrahm, schmand, saure sahne; half and half: kaffeesahne; yogurt: joghurt, jogurt, naturjoghurt;
greek yogurt: griechischer joghurt; buttermilk: buttermilch; whey: molke; whey protein: molkenprotein, molkenproteinpulver, whey;
ice cream: eis, speiseeis, eiscreme; milk: magermilch, milchpulver, quark; almond: mandel; walnut: walnuss, walnuß; cashew: cashewkern, cashewnuss;
pecan: pekannuss; pistachio: pistazie; hazelnut: haselnuss, haselnuß; brazil nut: paranuss; pine nut: pinienkern;
macadamia: macadamianuss; almond butter: mandelmus; almond milk: mandelmilch, mandeldrink; marzipan: mandelpaste;
celeriac: knollensellerie, sellerieknolle; tahini: tahin, sesampaste, sesammus; sesame oil: sesamöl; hummus: kichererbsenmus; wine: wein;
white wine: weißwein; red wine: rotwein; wine vinegar: weinessig, rotweinessig; balsamic vinegar: balsamico, balsamessig;
sun dried tomato: getrocknete tomate; dried apricot: getrocknete aprikose; scallop: jakobsmuschel; mussel: miesmuschel, miesmuschelfleisch;
squid: tintenfisch, kalmar; oyster: auster; clam: venusmuschel; octopus: krake, oktopus; veggie burger: gemüsebratling;
vegan mayonnaise: vegane mayonnaise, mayonnaise ohne ei; spinach: spinat; kale: grünkohl; romaine: römersalat; iceberg: eisbergsalat; lettuce: kopfsalat, blattsalat;
salad: salat; arugula: rucola; cabbage: kohl, weißkohl, kraut; red cabbage: rotkohl, blaukraut; napa cabbage: chinakohl; chard: mangold;
collard: blattkohl; broccoli: brokkoli; cauliflower: blumenkohl, karfiol; brussels sprout: rosenkohl; asparagus: spargel;
green bean: grüne bohne, fisole; pea: erbse; corn: mais, zuckermais; carrot: karotte, möhre, mohrrübe; cucumber: gurke, salatgurke;
tomato: tomate, paradeiser; tomato sauce: tomatensoße, tomatensauce; tomato paste: tomatenmark; bell pepper: paprika, paprikaschote;
red pepper: rote paprika; green pepper: grüne paprika; onion: zwiebel; red onion: rote zwiebel; spring onion: frühlingszwiebel, lauchzwiebel;
leek: lauch, porree; shallot: schalotte; garlic: knoblauch; ginger: ingwer; mushroom: pilz, champignon, schwammerl; zucchini: zucchetti;
squash: kürbis; butternut: butternusskürbis, butternutkürbis; eggplant: aubergine, melanzani; potato: kartoffel, erdapfel, erdäpfel;
sweet potato: süßkartoffel; beet: rote bete, rote rübe, rote beete; radish: radieschen, rettich; fennel: fenchel, fenchelknolle; parsnip: pastinake;
turnip: weiße rübe, rübe; rutabaga: steckrübe; snow pea: zuckerschote, kaiserschote; bean sprout: mungbohnensprosse, sprosse;
bamboo shoot: bambussprosse; water chestnut: wasserkastanie; artichoke: artischocke, artischockenherz; seaweed: alge; watercress: brunnenkresse;
endive: chicorée, endivie; plantain: kochbanane; cassava: maniok; cilantro: koriander, koriandergrün; parsley: petersilie; basil: basilikum;
mint: minze; chive: schnittlauch; olive: oliven; apple: apfel; banana: banane; orange: apfelsine; lemon: zitrone; lime: limette;
strawberry: erdbeere; blueberry: heidelbeere, blaubeere; raspberry: himbeere; blackberry: brombeere; berry: beere; grape: traube, weintraube;
pear: birne; peach: pfirsich; plum: pflaume, zwetschge; pineapple: ananas; watermelon: wassermelone; melon: melone; cherry: kirsche;
pomegranate: granatapfel, granatapfelkern; date: dattel; raisin: rosine; cranberry: cranberrys, preiselbeere; apricot: aprikose, marille; prune: trockenpflaume, backpflaume; fig: feige;
applesauce: apfelmus; orange juice: orangensaft; coconut: kokos, kokosnuss, kokosraspel; coconut milk: kokosmilch; coconut water: kokoswasser;
coconut oil: kokosöl; chia seed: chiasamen; flaxseed: leinsamen; hemp: hanf, hanfsamen; pumpkin seed: kürbiskern; sunflower seed: sonnenblumenkern;
oat: hafer, haferflocken, hafermilch, haferdrink; oat bran: haferkleie; rice: reis, reismilch, reisdrink; brown rice: vollkornreis; wild rice: wildreis; millet: hirse; buckwheat: buchweizen, buchweizengrütze;
polenta: maisgrieß; rice noodle: reisnudel; corn tortilla: maistortilla; rice cake: reiswaffel; olive oil: olivenöl; rapeseed oil: rapsöl;
vinegar: essig; cider vinegar: apfelessig; hot sauce: scharfe soße; caper: kaper; pickle: essiggurke, gewürzgurke; horseradish: meerrettich, kren;
honey: honig; maple syrup: ahornsirup; sugar: zucker; brown sugar: brauner zucker; jam: marmelade, konfitüre; chocolate: schokolade;
dark chocolate: zartbitterschokolade, bitterschokolade; cocoa: kakao, kakaopulver; vanilla: vanille, vanilleextrakt; cornstarch: maisstärke, speisestärke; cinnamon: zimt;
cumin: kreuzkümmel; turmeric: kurkuma; thyme: thymian; rosemary: rosmarin; curry powder: currypulver; black pepper: schwarzer pfeffer, pfeffer;
cayenne: cayennepfeffer; paprika: paprikapulver; garlic powder: knoblauchpulver; salt: salz; chicken: huhn, hühnchen, hähnchen, hühnerfleisch;
chicken breast: hähnchenbrust, hühnerbrust; chicken thigh: hähnchenkeule, hähnchenoberkeule; chicken wing: hähnchenflügel; turkey: pute, puten, truthahn, putenfleisch, putenbrust;
beef: rind, rindfleisch, rinderhack; mince: hackfleisch, faschiertes; pork: schwein, schweinefleisch, wildschwein; bacon: speck; ham: schinken, kochschinken;
sausage: wurst, würstchen, bratwurst; lamb: lamm, lammfleisch; duck: ente, enten; liver: leber; lard: schmalz, schweineschmalz; lentil: linse;
red lentil: rote linse; split pea: schälerbse; mung bean: mungbohne; chickpea: kichererbse; black bean: schwarze bohne; kidney bean: kidneybohne;
white bean: weiße bohne; lima bean: limabohne; pinto bean: pintobohne; bean: bohne; legume: hülsenfrucht; grain: getreide; coffee: kaffee; tea: tee; green tea: grüner tee;
alcohol: alkohol; poultry: geflügel; meat: fleisch; red meat: rotes fleisch; vegetable: gemüse`;

/** What compounds end in, where they are not known as a whole: "Bergkäse" is a cheese. */
export const GERMAN_HEADS: Readonly<Record<string, string>> = {
  käse: "cheese",
  brot: "bread",
  brötchen: "bread",
  nudel: "pasta",
  mehl: "flour",
  milch: "milk",
  joghurt: "yogurt",
  sahne: "cream",
  butter: "butter",
  fisch: "fish",
  lachs: "salmon",
  muschel: "mollusc",
  krebs: "crustacean",
  garnele: "shrimp",
  nuss: "nut",
  nuß: "nut",
  mandel: "almond",
  wein: "wine",
  senf: "mustard",
  sellerie: "celery",
  wurst: "sausage",
  bohne: "bean",
  pilz: "mushroom",
  tomate: "tomato",
};
