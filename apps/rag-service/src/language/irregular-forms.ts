/** Forms that no stemmer brings together: "stolen" is about stealing. Base form first. */
const FAMILIES = `
  begin began begun|bite bit bitten|blow blew blown|break broke broken|bring brought|build built|burn burnt|buy bought
  catch caught|child children|choose chose chosen|come came|cost costs|cut cutting|deal dealt|die dying|draw drew drawn
  drive drove driven|eat ate eaten|fall fell fallen|feel felt|find found|fly flew flown|forget forgot forgotten
  freeze froze frozen|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|lead led|learn learnt
  leave left|lend lent|lose lost loss losing|mean meant|meet met|pay paid|person people|read reading|ride rode ridden
  ring rang rung|run ran running|see saw seen|sell sold|send sent|shake shook|shut shutting|speak spoke spoken
  spend spent|spill spilt|stand stood|steal stole stolen|stick stuck|swear swore|teach taught|tear tore torn
  think thought|throw threw thrown|wake woke woken|wear wore worn|win won|write wrote written|wife wives|half halves
  bad worse worst|big bigger biggest|cheap cheaper cheapest|fast faster fastest|few fewer|good better best|high higher highest
  large larger largest|late later latest|long longer longest|low lower lowest|new newer newest|old older oldest
  short shorter shortest|slow slower slowest|small smaller smallest|strong stronger strongest`;

const BASE_FORMS = new Map(
  FAMILIES.split(/[|\n]/).flatMap((family) => {
    const [base = '', ...forms] = family.trim().split(/\s+/);
    return forms.map((form) => [form, base] as const);
  }),
);

export function baseForm(word: string): string {
  return BASE_FORMS.get(word) ?? word;
}
