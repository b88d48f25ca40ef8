import { termOf } from './terms.js';

/** Words that people at a service desk use for one another. A meeting of synonyms counts less than one of equal words. */
const GROUPS = `
  wifi wireless wlan|email mail message|laptop notebook|phone mobile smartphone cellphone handset|telephone phone call
  login logon signin sign|password passcode passphrase|account login|delete erase remove wipe|recover restore retrieve undelete
  fix repair mend|broken faulty damaged defective|fault error problem trouble issue|buy order purchase|borrow lend loan hire
  copy photocopy duplicate|photo picture image|holiday vacation leave|automatic auto|price cost fee charge|pound quid
  app application program software|computer pc machine desktop|monitor screen display|visitor guest|virus malware infection
  dispose recycle discard throw rid|phishing scam fraud fake suspicious|spam junk|jam stuck|projector beamer
  drop disconnect|connect join|install setup|quota limit allowance|enlarge increase extend|rent hire|steal theft rob
  open hours|report tell|backup copy|document paper file|internet network|folder directory|drive storage
  meeting conference call|stop end|free gratis|leave quit resign|start begin|big large|quick fast|forward redirect
  change modify alter|licence license|ask request apply|slow sluggish|lock block|job position|student pupil|staff employee worker
  lecture class teaching|toner ink cartridge|reply answer response|term semester|site page website|
  gb gigabyte|mb megabyte|tb terabyte|kb kilobyte`;

const SYNONYMS = new Map<string, Set<string>>();
for (const group of GROUPS.split(/[|\n]/)) {
  const terms = group.trim().split(/\s+/).filter(Boolean).map(termOf);
  for (const term of terms) {
    const others = SYNONYMS.get(term) ?? new Set();
    terms.filter((other) => other !== term).forEach((other) => others.add(other));
    SYNONYMS.set(term, others);
  }
}

/** Terms that may stand in a document for this term of a question. */
export function synonymsOf(term: string): ReadonlySet<string> {
  return SYNONYMS.get(term) ?? new Set();
}
