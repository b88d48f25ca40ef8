const words = (text: string) => text.split(/\s+/);

/** Words after which a full stop is no end: what they stand before belongs to them. */
const LEANING = words(
  `approx mr mrs ms mx dr prof rev hon gen col capt lt sgt st mt ft fig figs eq eqs sec secs ch chap art no nos vol vols p pp par
  para cf ca vs v ed eds trans tel ext incl excl max min resp viz cat ref rm bldg apt nr bzw ggf vgl str`,
);
/** Words whose full stop may be that of the sentence as well. */
const ENDING = words(
  `etc jr sr inc ltd co corp dept est mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
  hr hrs min mins ave rd blvd sq univ assoc gov`,
);

export const MAY_END: ReadonlySet<string> = new Set(ENDING);
export const ABBREVIATIONS: ReadonlySet<string> = new Set([...LEANING, ...ENDING]);

/** Words that begin sentences: after an abbreviation that may end one, they tell that it did. */
export const STARTERS: ReadonlySet<string> = new Set(
  words(
    `The A An It He She They We You I This That These Those There Here If When While After Before Since Because Although As At In On
    For From With Without To By Please Ask See Do Don Use Then Otherwise But And Or Not No Yes All Any Both Each Every Some Most Many
    Our Your Their His Her Its My What Who Where Why How Which Only Also However Once Until Unless Staff Students Visitors People`,
  ),
);
