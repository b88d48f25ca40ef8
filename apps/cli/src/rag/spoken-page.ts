import { spokenSharesOf, type Judgement, type Shares } from './spoken-evaluation.js';
import { VERDICTS } from './spoken-verdict.js';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color-scheme: light dark }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .5rem; border-top: 1px solid #8884 }
  .right { color: #16803c } .wrong, .unspeakable { color: #c62828 } .partly { color: #b26a00 } small { opacity: .7 }
  nav a { margin-right: 1rem }`;

/** A page to read the answers in, worst first; it needs nothing else. */
export function spokenPage(judgements: readonly Judgement[], corpus: string): string {
  const { answerable, unanswerable } = spokenSharesOf(judgements);
  const order = ['wrong', 'unspeakable', 'partly', 'refused', 'asked back', 'right'];
  const sorted = judgements.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const links = order.map((each) => `<a href="#${idOf(each)}">${each}</a>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>What was said</title><style>${STYLE}</style>
<h1>What was said</h1><p>${judgements.length} questions, ${escaped(corpus)}</p>
<p>With an answer: ${shares(answerable)}</p>
${Object.entries(unanswerable)
  .map(([kind, each]) => `<p>Without, ${escaped(kind)}: ${shares(each)}</p>`)
  .join('\n')}
<nav>${links}</nav>
<table><tr><th>verdict</th><th>question</th><th>said</th><th>wanted</th></tr>
${sorted.map((each, at) => row(each, sorted[at - 1]?.verdict !== each.verdict)).join('\n')}
</table></html>
`;
}

function row({ verdict, question, said, wanted, cited, facts }: Judgement, first: boolean): string {
  const id = first ? ` id="${idOf(verdict)}"` : '';
  const wordings = facts.map((each) => each.join(' or ')).join('; ');
  return `<tr${id}><td class="${idOf(verdict)}">${verdict}</td><td>${escaped(question)}</td><td>${escaped(said)}<br><small>${escaped(cited ?? '')}</small></td><td>${escaped(wordings)}<br><small>${escaped(wanted ?? 'no document')}</small></td></tr>`;
}

function shares(all: Shares): string {
  return VERDICTS.map((each) => `${each} ${all[each]?.toFixed(2) ?? '-'}`).join(', ');
}

function idOf(verdict: string): string {
  return verdict.replace(' ', '-');
}

function escaped(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );
}
