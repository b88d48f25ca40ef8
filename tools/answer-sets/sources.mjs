/** Public documents, at the commits for which the questions were written. `pages` are read, but for those of `without`. */
export const SOURCES = [
  {
    name: '18f',
    repository: 'https://github.com/18F/handbook',
    commit: '1e4955634d0369f17e5bbc0ebbf8f62e2a3dfe4b',
    pages: /\.(?:md|html)$/,
    without: /^(?:_includes|_layouts|\.github)\/|^CONTRIBUTING/,
  },
  {
    name: 'basecamp',
    repository: 'https://github.com/basecamp/handbook',
    commit: 'c9536061f26d0b5bd9f2f900d63e27e9f4deb4ed',
    pages: /\.md$/,
  },
  {
    name: 'archer2',
    repository: 'https://github.com/ARCHER2-HPC/archer2-docs',
    commit: '7a5396d497a2a12a20a304eb9d3d224352c188ef',
    pages: /\.md$/,
  },
  {
    name: 'hacman',
    repository: 'https://github.com/HACManchester/documentation',
    commit: '03cc4195465a704de33c426d6721b0c549256199',
    pages: /^docs\/.*\.md$/,
    without: /board_minutes|general_meetings/,
  },
  {
    name: 'emf',
    repository: 'https://github.com/emfcamp/Website',
    commit: 'daf2cf7e07d4b9713678fc2d7d9ccca1ac573c18',
    pages:
      /^(?:templates\/.*\.md|models\/fixtures\/.*\.(?:md|html)|templates\/(?:terms|home\/_emf_blurb|organisation\/.*|about\/(?:contact|branding|index|diversity\/.*)|installations\/2024\/main|night-market\/2026\/index|cfp\/(?:proposal_advice|installation_support|guidance))\.html)$/,
    without:
      /^templates\/(?:arcade\/|dev\/design\.md$|organisation\/template\.html$|volunteer\/training\/index\.md$)/,
  },
];

/** Of sealed.jsonl, unpacked: it was written and sealed before anything was tuned. */
export const SEALED_SHA256 = '6c8deeb6b8c0b6bd86cfc75d2c8e425e2db8e8cda8b4f94b5d1a7a1921568294';
