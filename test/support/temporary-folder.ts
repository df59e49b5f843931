import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that names one folder for all files of a test run. */
const folderVariable = 'IM_GATEWAY_TEST_FOLDER';

/** Vitest's global set-up: a folder for all test files, removed at the end of the run. */
export default function createTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'im-gateway-test-'));
  process.env[folderVariable] = folder;
  return () => rmSync(folder, { recursive: true });
}

/** Makes a new folder, which is removed at the end of the run. */
export const newFolder = () => mkdtempSync(join(process.env[folderVariable] ?? tmpdir(), 'im-gateway-'));
