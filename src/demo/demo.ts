export async function runDemo(_options: { smoke?: boolean; port?: number }): Promise<number> {
  throw new Error('being written')
}
