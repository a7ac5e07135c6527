/** Prompts lie in `prompts/*.md`, with what they are under version by in their head. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Prompt {
  /** Id and version: what an answer was made with. */
  version: string
  /** Hash of the schema that it describes. */
  schema: string
  text: string
}

const HEAD = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/

/** @throws Error when there is none, or it has no id, version or schema */
export async function loadPrompt(name: string): Promise<Prompt> {
  const file = fileURLToPath(new URL(`../../prompts/${name}.md`, import.meta.url))
  const [, head = '', text = ''] = HEAD.exec(await readFile(file, 'utf8')) ?? []
  const told = (key: string) => new RegExp(`^${key}: (\\S+)$`, 'm').exec(head)?.[1]
  const [id, version, schema] = [told('id'), told('version'), told('schema')]
  if (!id || !version || !schema) throw new Error(`prompts/${name}.md has no id, version or schema`)
  return { version: `${id} ${version}`, schema, text: text.trim() }
}

/** What a prompt names in its head, so that none is used with a schema that it does not describe. */
export function schemaHash(schema: object): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 12)
}
