import type { Transcript } from '../recognizer/recognizer.js';
import type { DomainResult } from './domain-pass.js';
import type { Hypothesis } from './library.js';
import { writtenForm } from './written-form.js';

/**
 * How much better than the documents' language, in log score, general English has to do before we
 * believe that the talk is of something else.
 */
const OUT_OF_DOMAIN_GAP = 0;

/** Picks the transcript: the documents' words unless general English fits the sound far better. */
export function chooseTranscript(
  domain: DomainResult | undefined,
  stock: Hypothesis | undefined,
): Transcript {
  const specialist = domain?.second ?? domain?.first;
  if (!specialist) return { text: writtenForm(stock?.text ?? ''), inDomain: true };
  if (stock && isOutOfDomain(domain?.first, stock))
    return { text: writtenForm(stock.text), inDomain: false };
  const text = writtenForm(specialist.text);
  const general = writtenForm(stock?.text ?? '');
  // the other way round it would mislead: the documents' decoder hears their words in everything
  return {
    text,
    inDomain: true,
    ...(general && general !== text ? { secondHearing: general } : {}),
  };
}

/** Without two scores over the same audio nothing is held against the documents. */
function isOutOfDomain(domain: Hypothesis | undefined, stock: Hypothesis | undefined): boolean {
  return domain && stock ? stock.score - domain.score > OUT_OF_DOMAIN_GAP : false;
}
