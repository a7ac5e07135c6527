#!/usr/bin/env node
/** The one executable. Loads only what the command needs. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { faultSaid } from './cli/say-fault.ts'
import { SetupError } from './errors.ts'

type Register = (program: Command) => void

const COMMANDS: Record<string, () => Promise<Register>> = {
  serve: async () => (await import('./cli/serve.ts')).registerServe,
  chat: async () => (await import('./cli/chat.ts')).registerChat,
  parse: async () => (await import('./cli/parse.ts')).registerParse,
  import: async () => (await import('./cli/import.ts')).registerImport,
  poster: async () => (await import('./cli/poster.ts')).registerPoster,
  export: async () => (await import('./cli/export.ts')).registerExport,
  org: async () => (await import('./cli/org.ts')).registerOrg,
  zone: async () => (await import('./cli/zone.ts')).registerZone,
  zones: async () => (await import('./cli/zones.ts')).registerZones,
  entry: async () => (await import('./cli/entry.ts')).registerEntry,
  invite: async () => (await import('./cli/invite.ts')).registerInvite,
  settings: async () => (await import('./cli/settings.ts')).registerSettings,
  calendar: async () => (await import('./cli/calendar.ts')).registerCalendar,
  duties: async () => (await import('./cli/duties.ts')).registerDuties,
  token: async () => (await import('./cli/token.ts')).registerToken,
  webhook: async () => (await import('./cli/webhook.ts')).registerWebhook,
  tick: async () => (await import('./cli/tick.ts')).registerTick,
  announce: async () => (await import('./cli/announce.ts')).registerAnnounce,
  review: async () => (await import('./cli/review.ts')).registerReview,
  texts: async () => (await import('./cli/texts.ts')).registerTexts,
  demo: async () => (await import('./cli/demo.ts')).registerDemo,
  migrate: async () => (await import('./cli/migrate.ts')).registerMigrate,
  backup: async () => (await import('./cli/backup.ts')).registerBackup,
  restore: async () => (await import('./cli/restore.ts')).registerRestore,
  inbox: async () => (await import('./cli/inbox.ts')).registerInbox,
  outbox: async () => (await import('./cli/outbox.ts')).registerOutbox,
  audit: async () => (await import('./cli/audit.ts')).registerAudit,
  privacy: async () => (await import('./cli/privacy.ts')).registerPrivacy,
}
/** Registered together with another one. */
const ALIASES: Record<string, string> = { web: 'serve', worker: 'serve' }

async function main(args: readonly string[]): Promise<void> {
  const program = new Command('zeren')
    .description('责任区助手')
    .version(ownVersion(), '--version', '显示版本')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
  const [first = 'serve', ...rest] = args.slice(2)
  const name = ALIASES[first] ?? first
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  // `npm start import` comes as `serve import`.
  if (first === 'serve' && rest[0] !== undefined && !rest[0].startsWith('-')) throw new SetupError(afterServe(rest[0]))
  if (!named && !first.startsWith('-') && first !== 'help') throw new SetupError(unknownCommand(first))
  const loads = named ? [named] : first === '--version' ? [] : Object.values(COMMANDS)
  for (const load of loads) (await load())(program)
  await program.parseAsync([first, ...rest], { from: 'user' })
}

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function afterServe(word: string): string {
  return Object.hasOwn(COMMANDS, word) ? `这个命令要这样写：npm run cli -- ${word}` : unknownCommand(word)
}

function unknownCommand(word: string): string {
  return `没有 ${word} 这个命令，用 --help 查看用法`
}

/** One line; all about it for who asked for that. */
async function report(error: unknown): Promise<void> {
  const line = faultSaid(error)
  if (line !== null) console.error(line)
  if (error instanceof CommanderError) return
  const { isDebugging } = await import('./config.ts')
  if (!isDebugging()) return
  const { createLog } = await import('./log.ts')
  createLog('debug', 2).debug({ err: error }, 'the command failed')
}

try {
  await main(process.argv)
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1
  await report(error)
}
