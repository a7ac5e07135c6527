#!/usr/bin/env node
/** The one executable. Loads only what the command needs. */
import { Command } from 'commander'
import { SetupError, UserError } from './errors.ts'

type Register = (program: Command) => void

const serve = async (): Promise<Register> => (await import('./cli/serve.ts')).registerServe

const COMMANDS: Record<string, () => Promise<Register>> = {
  serve,
  migrate: async () => (await import('./cli/migrate.ts')).registerMigrate,
  tick: async () => (await import('./cli/tick.ts')).registerTick,
  chat: async () => (await import('./cli/chat.ts')).registerChat,
}
/** Registered together with another one. */
const ALIASES: Record<string, string> = { web: 'serve', worker: 'serve' }

async function main(args: readonly string[]): Promise<void> {
  const program = new Command('zeren').description('责任区助手').showHelpAfterError()
  const [first = 'serve'] = args.slice(2)
  const named = COMMANDS[ALIASES[first] ?? first]
  for (const load of named ? [named] : Object.values(COMMANDS)) (await load())(program)
  await program.parseAsync(args)
}

try {
  await main(process.argv)
} catch (error) {
  process.exitCode = 1
  if (error instanceof SetupError || error instanceof UserError) console.error(error.message)
  else console.error(error)
}
