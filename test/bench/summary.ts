export async function writeSummary(_folder: string): Promise<void> {}
