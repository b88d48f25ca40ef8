import type { CorpusDocument } from '../corpus/corpus-document.js';

/** A small knowledge base: enough for the decoder to have words to choose from. */
export const DOCUMENTS: CorpusDocument[] = [
  {
    title: 'Reset a forgotten password',
    text: [
      '# Reset a forgotten password',
      'If you have forgotten your password, open accounts.example.edu and choose "Reset password".',
      'You need the code from your phone. You can also reset your password at the service desk.',
    ].join('\n\n'),
  },
  {
    title: 'Printer trouble',
    text: [
      '# Printer trouble',
      '- If your printer is not working, switch it off and on again.',
      '- Check that the printer has paper. To clear a paper jam, open the front door of the printer.',
      '- The **VPN** must be connected when you print from home.',
    ].join('\n'),
  },
  {
    title: 'Wi-Fi for visitors',
    text: 'Visitors connect to the guest WiFi with a code from their host. The Wi-Fi is free, e-mail servers such as OneDrive included.',
  },
];
