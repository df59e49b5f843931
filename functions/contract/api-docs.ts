/**
 * The page on which the endpoints can be read about and tried: files for a browser, by GET at its path and at
 * `path/<file>`.
 */
export const apiDocs = {
  /** Also the name of its file in functions/. */
  name: 'api-docs',
  path: '/im/docs',
  summary: 'The page to read and try the endpoints',
  /** The page's other files with their types. They lie in a folder beside the function's bundle. */
  files: {
    'page.js': 'text/javascript; charset=utf-8',
    'page.css': 'text/css; charset=utf-8',
    'icon.svg': 'image/svg+xml',
    'openapi.json': 'application/json; charset=utf-8',
  },
} as const;
