/** Marks in a line of reStructuredText, made into those of Markdown or taken away. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  // :ref:`text <target>`, :kbd:`Ctrl`, `text <https://...>`_
  [/(?::[\w:+.-]+:)?`([^`<]+?)\s*<[^`>]*>`_{0,2}/g, '$1'],
  [
    /:(?:code|command|file|program|samp|kbd|option|envvar|mod|func|class|meth|literal|data|attr):`~?([^`]+)`/g,
    '`$1`',
  ],
  [/:(?:sup|superscript):`([^`]+)`/g, '<sup>$1</sup>'],
  [/:[\w:+.-]+:`~?([^`]+)`/g, '$1'],
  [/(?<!`)`([^`\n]+)`__?(?!\w)/g, '$1'],
  [/_`([^`\n]+)`/g, '$1'],
  [/``([^\n]+?)``/g, '`$1`'],
  // [1]_, [#name]_, |name|, name_
  [/\s?\[(?:\d+|[#*][\w-]*)\]_/g, ''],
  [/(?<![\w|])\|([\w][^|\n]*?)\|_{0,2}(?![\w|])/g, '$1'],
  [/\b([A-Za-z0-9][\w.-]*[A-Za-z0-9])_(?=[\s.,;:!?)]|$)/g, '$1'],
  [/\\([*`_|\\])/g, '\\$1'],
];

export function inlineMarkdown(line: string): string {
  return MARKS.reduce((changed, [mark, plain]) => changed.replace(mark, plain), line);
}
