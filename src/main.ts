#!/usr/bin/env node
/** The one executable. Loads only what the command needs. */
import { Command } from 'commander'
import { SetupError, UserError } from './errors.ts'

type Register = (program: Command) => void

const COMMANDS: Record<string, () => Promise<Register>> = {
  serve: async () => (await import('./cli/serve.ts')).registerServe,
  chat: async () => (await import('./cli/chat.ts')).registerChat,
  parse: async () => (await import('./cli/parse.ts')).registerParse,
  import: async () => (await import('./cli/import.ts')).registerImport,
  export: async () => (await import('./cli/export.ts')).registerExport,
  invite: async () => (await import('./cli/invite.ts')).registerInvite,
  settings: async () => (await import('./cli/settings.ts')).registerSettings,
  token: async () => (await import('./cli/token.ts')).registerToken,
  tick: async () => (await import('./cli/tick.ts')).registerTick,
  demo: async () => (await import('./cli/demo.ts')).registerDemo,
  migrate: async () => (await import('./cli/migrate.ts')).registerMigrate,
  backup: async () => (await import('./cli/backup.ts')).registerBackup,
  restore: async () => (await import('./cli/restore.ts')).registerRestore,
  audit: async () => (await import('./cli/audit.ts')).registerAudit,
}
/** Registered together with another one. */
const ALIASES: Record<string, string> = { web: 'serve', worker: 'serve' }

async function main(args: readonly string[]): Promise<void> {
  const program = new Command('zeren').description('责任区助手').showHelpAfterError()
  const [first = 'serve', ...rest] = args.slice(2)
  const named = COMMANDS[ALIASES[first] ?? first]
  for (const load of named ? [named] : Object.values(COMMANDS)) (await load())(program)
  await program.parseAsync([first, ...rest], { from: 'user' })
}

try {
  await main(process.argv)
} catch (error) {
  process.exitCode = 1
  if (error instanceof SetupError || error instanceof UserError) console.error(error.message)
  else console.error(error)
}
