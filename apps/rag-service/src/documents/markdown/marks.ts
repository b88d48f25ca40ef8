/** Marks that extensions of Markdown put into a line. */

const MARKS: readonly (readonly [RegExp, string])[] = [
  // {: .class } of Jekyll, { #id .class } of MkDocs
  [/\{:[^}\n]*\}/g, ''],
  [/[ \t]*\{\s*[#.][\w-][^}\n]*\}/g, ''],
  [/(?<=\))\{\s*[\w-]+=[^}\n]*\}/g, ''],
  // tables of contents and other files
  [/^\s*(?:\[TOC\]|\[\[_?toc_?\]\]|\$\{toc\})\s*$/gim, ''],
  [/^[ \t]*(?:-+8<-+|;-+8<-+).*$/gm, ''],
  [/^[ \t]*\{!.*!\}[ \t]*$/gm, ''],
  // links, of which only the text counts, also where their address is no good
  [/(?<![!\w\]])\\?\[([^[\]\n]+)\]\((?:[^()\n]|\([^()\n]*\)|\n(?!\n)){0,2000}\)/g, '$1'],
  [/(?<![!\w\]])\[([^[\]\n]+)\]\[[^[\]\n]*\](?!\()/g, '$1'],
  // an admonition whose text is on its own line
  [/^(?:!!!|\?\?\?\+?)[ \t]+[\w-]+[ \t]+(?=[^"\n]+\n(?![ \t]))/gm, ''],
  // [[Page|text]] of wikis
  [/\[\[(?:[^[\]|\n]{0,200}\|)?([^[\]|\n]{1,200})\]\]/g, '$1'],
  // footnotes: the note is a paragraph where it stands
  [/^\[\^[^\]\n]+\]:[ \t]*/gm, '\n'],
  [/\[\^[^\]\n]+\]/g, ''],
  // ==marked==, ++ctrl+c++
  [/==(?=\S)([^=\n]+?)(?<=\S)==/g, '$1'],
  [/\+\+([a-z][\w-]*(?:\+[\w-]+)*)\+\+/gi, '$1'],
  // 10^6^ and H~2~O
  [/(?<=[\w)])\^([^\s^]{1,20})\^/g, '<sup>$1</sup>'],
  [/(?<=[\w)])~([^\s~]{1,20})~(?!~)/g, '$1'],
  // :warning: and :material-home:
  [/(?<=^|[\s(])(?::[a-z][a-z0-9_+-]*:)+(?=$|[\s).,;!?])/gm, ''],
  // formulas in a line; a price is none
  [/(?<![\\$\w])\$(?=[^\s$])((?:[^$\n\\]|\\.)*[^\s$\\])\$(?![\d$\w])/g, '$1'],
  [/\\\((.+?)\\\)/g, '$1'],
];

export function withoutMarks(text: string): string {
  return MARKS.reduce((changed, [mark, plain]) => changed.replace(mark, plain), text);
}
