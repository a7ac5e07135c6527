import type { Command, CommandName } from './understanding.ts'

/** Orders whose words others will read: what is announced, what a zone is called, what a draw was made of. */
const READ_BY_OTHERS: readonly CommandName[] = ['announce', 'add_zone', 'change_zone', 'seed_phrase']

/** The order with what others will read as its sender wrote it, not as it was read. */
export function inOwnWords(
  command: Command | null,
  { text, original }: { text: string; original: (from: number, to: number) => string },
): Command | null {
  const words = command?.args.text
  if (!command || words === undefined || !READ_BY_OTHERS.includes(command.name)) return command
  const from = text.lastIndexOf(words)
  if (from < 0) return command
  return { ...command, args: { ...command.args, text: original(from, from + words.length).trim() } }
}
