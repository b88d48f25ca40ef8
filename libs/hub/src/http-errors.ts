import { GOES_ON, HubError, TryAgain } from './errors.js';
import type { AskedHub, Subject } from './subject.js';

const MAX_WAIT_SECONDS = 120;

/** What an answer that is no success means to the person who waits. */
export function errorOfResponse(
  response: Response,
  url: URL,
  subject: Subject,
  hub: AskedHub,
): Error {
  const { status } = response;
  if (status >= 500 || status === 408 || status === 429)
    return new TryAgain(
      `${url.host} does not answer now (${status}). Try again later: it goes on where it stopped.`,
      {},
      waitMs(response),
    );
  // A signed address of the store behind the hub has run out; the hub gives a new one.
  if (url.origin !== hub.endpoint.origin)
    return new TryAgain(`${url.host} refuses ${subject.what} (${status}). ${GOES_ON}`);
  return new HubError(sentence(response, url, subject, hub));
}

function sentence(response: Response, url: URL, { repo, what }: Subject, hub: AskedHub): string {
  const { status } = response;
  const page = hub.page(repo);
  const code = response.headers.get('x-error-code');
  if (status === 404 || code === 'RepoNotFound')
    return `${hub.endpoint.host} has no ${what} of ${repo}. Is ${page} the right page, and may the account of HF_TOKEN see it?`;
  if (status === 401 && hub.hasToken)
    return `${hub.endpoint.host} does not accept HF_TOKEN. Make a new one at ${hub.page('settings/tokens')}.`;
  if (status === 401)
    return `${repo} is only for accounts that accepted its licence: accept it at ${page}, make a token at ${hub.page('settings/tokens')} and set HF_TOKEN to it.`;
  if (status === 403)
    return `The licence of ${repo} has not been accepted by the account of HF_TOKEN: accept it at ${page} and run it again.`;
  return `${url.host} answers ${status} when asked for ${what} of ${repo}.`;
}

/** What `Retry-After` asks for, within reason. */
function waitMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(seconds, MAX_WAIT_SECONDS) * 1_000;
}
