/** Commands as an operator types them, in this process and on a database of their own: a process for each takes seconds. */
import { Command } from 'commander'
import { vi } from 'vitest'
import { faultSaid } from '../../src/cli/say-fault.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { dataFolder } from './product.ts'

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

export interface Operator {
  database: TestDatabase
  /** Runs a command as `main.ts` does. */
  types(...args: string[]): Promise<Ran>
  /** The same, with all that is printed together. */
  reads(...args: string[]): Promise<string>
  close(): Promise<void>
}

/** @param registers what makes the commands known; @param environment of the process, beside the database and a key */
export async function operator(
  registers: readonly ((program: Command) => void)[],
  environment: Record<string, string> = {},
): Promise<Operator> {
  const database = await testDatabase()
  const folder = await dataFolder()
  const all = {
    DATA_DIR: folder.dir,
    DATABASE_URL: database.connectionString,
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'warn',
    ...environment,
  }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  return {
    database,
    types: (...args) => run(registers, args),
    async reads(...args) {
      const { stdout, stderr } = await run(registers, args)
      return stdout + stderr
    },
    async close() {
      vi.unstubAllEnvs()
      await folder.remove()
      await database.drop()
    },
  }
}

async function run(registers: readonly ((program: Command) => void)[], args: string[]): Promise<Ran> {
  const ran: Ran = { code: 0, stdout: '', stderr: '' }
  const into = (stream: 'stdout' | 'stderr') => (line: unknown) => {
    ran[stream] += `${line}\n`
  }
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(into('stdout')),
    vi.spyOn(console, 'error').mockImplementation(into('stderr')),
  ]
  const program = new Command('zeren').exitOverride().configureOutput({ outputError: () => {} })
  for (const register of registers) register(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    ran.code = 1
    into('stderr')(faultSaid(error))
  }
  for (const spy of spies) spy.mockRestore()
  return ran
}
