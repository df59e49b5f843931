/** A page: files for a browser, by GET at its path and at `path/<file>`. Its function has the row's name. */
export interface PageDefinition {
  readonly path: string;
  readonly summary: string;
  /** The page's other files with their types. They lie in a folder beside the function's bundle. */
  readonly files: Readonly<Record<string, string>>;
}

export const pages = {
  'api-docs': {
    path: '/im/docs',
    summary: 'The page to read and try the endpoints',
    files: {
      'page.js': 'text/javascript; charset=utf-8',
      'page.css': 'text/css; charset=utf-8',
      'icon.svg': 'image/svg+xml',
      'openapi.json': 'application/json; charset=utf-8',
    },
  },
} as const satisfies Record<string, PageDefinition>;

export type PageName = keyof typeof pages;
