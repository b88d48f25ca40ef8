/** Words that are said otherwise than they are written, for every voice. Keys in capitals count only as written. */
export const WORDS: Readonly<Record<string, string>> = {
  NASA: 'Nasa',
  NATO: 'Nato',
  UNESCO: 'Unesco',
  UNICEF: 'Unicef',
  COVID: 'Covid',
  FIFA: 'Fifa',
  OPEC: 'Opec',
  AIDS: 'aids',
  PIN: 'pin',
  SIM: 'sim',
  LAN: 'lan',
  WAN: 'wan',
  WLAN: 'W lan',
  VLAN: 'V lan',
  RAM: 'ram',
  ROM: 'rom',
  NAS: 'nass',
  BIOS: 'bye oss',
  SAML: 'sam el',
  LDAP: 'el dap',
  IMAP: 'eye map',
  JPEG: 'jay peg',
  JPG: 'jay peg',
  GIF: 'gif',
  OLED: 'oh led',
  ASCII: 'askey',
  CAPTCHA: 'captcha',
  REST: 'rest',
  CAD: 'cad',
  ZIP: 'zip',
  LASER: 'laser',
  SCSI: 'scuzzy',
  YAML: 'yammel',
  JSON: 'jason',
  MATLAB: 'mat lab',
  ORCID: 'orkid',
  TOEFL: 'toefl',
  HEPA: 'heppa',
  GB: 'gigabytes',
  MB: 'megabytes',
  KB: 'kilobytes',
  TB: 'terabytes',
  OK: 'okay',
  IEEE: 'I triple E',
  NAACP: 'N double A C P',
  WWI: 'World War one',
  WWII: 'World War two',
  LaTeX: 'lay tech',
  iPhone: 'eye phone',
  iPad: 'eye pad',
  iMac: 'eye mack',
  iCloud: 'eye cloud',
  eBay: 'e bay',
  GitHub: 'git hub',
  PostgreSQL: 'postgres',
  MySQL: 'my sequel',
  kWh: 'kilowatt hours',
  wifi: 'why fye',
  eduroam: 'edge you roam',
  ios: 'eye O S',
  ipados: 'eye pad O S',
  macos: 'mack O S',
  ubuntu: 'oo boon too',
  sql: 'sequel',
  nginx: 'engine X',
  gui: 'gooey',
  saas: 'sass',
  ctrl: 'control',
  nth: 'nth',
  hmm: 'hmm',
  shh: 'shh',
  gmbh: 'G M B H',
  mbps: 'megabits per second',
  gbps: 'gigabits per second',
  mph: 'miles per hour',
};

/** Ordinary words that are written in capitals for emphasis, or on signs and buttons. */
export const CAPITAL_WORDS: ReadonlySet<string> = new Set(
  (
    'A ABOUT ADD AFTER AGAIN ALL ALSO ALWAYS AM AN AND ANY ARE AS ASK AT BACK BE BEFORE BEST BOTH BUT BUY BY CALL CAN ' +
    'CANNOT CARE CHECK CLICK CLOSE CLOSED COPY DATE DAY DAYS DELETE DESK DO DOES DONE DOOR DOWN EACH EDIT END ENTER ' +
    'EVER EVERY EXIT FAIL FILE FIRST FIX FOR FREE FROM FULL GET GO GOOD HAS HAVE HELP HERE HIGH HOLD HOME HOT HOW IF IN ' +
    'INTO IS ITS JOIN JUST KEEP KEY LAST LESS LIST LOCK LOG LOOK LOW MAIN MAKE MANY MAY MENU MORE MOST MUST NAME NEED ' +
    'NEVER NEW NEWS NEXT NO NONE NOT NOTE NOW OF OFF OLD ON ONCE ONE ONLY OPEN OR OUR OUT OVER PAGE PASS PAY PLAY ' +
    'PLUS PRESS PULL PUSH PUT QUIT READ RED RUN SAFE SAID SAME SAVE SEE SEND SET SHOW SIGN SO SOME SOON STAY STEP ' +
    'STOP SURE TAKE TEST TEXT THAN THAT THE THEM THEN THERE THESE THEY THIS TIME TIP TO TOO TRUE FALSE TRY TURN TWO ' +
    'UNDER UNTIL UP USE USED USER VERY VIEW WAIT WANT WAS WAY WE WELL WERE WET WHAT WHEN WHERE WHO WHY WIDE WILL WITH ' +
    'WORD WORK YES YET YOU YOUR WHICH THINK WOULD COULD SHOULD'
  ).split(' '),
);

/** Known initialisms as they are written in addresses and commands. */
export const LOWER_INITIALISMS: ReadonlySet<string> = new Set(
  'vpn mfa faq api usb url uri gpu cpu ssid dhcp isp wlan ui ux aws gcp ceo cto adhd cli ide sdk uk eu usa'.split(
    ' ',
  ),
);
