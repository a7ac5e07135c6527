import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { changeSettings, SETTING_KEYS, settingsOf } from '../store/settings.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `settings get|set`: what an organisation can change, inherited down the tree. */
export function registerSettings(program: Command): void {
  const settings = program.command('settings').description('各组织可以改的设置')
  settings
    .command('get')
    .description('列出生效的设置，每行一项，并写明是在哪里设的')
    .argument('[key]', `可以是 ${SETTING_KEYS.join('、')}`)
    .option('--scope <path>', '组织路径', '/')
    .action((key: string | undefined, options: { scope: string }) =>
      withDeps(async ({ db }) => {
        const { organisationId } = await scopeAt(db, options.scope)
        const held = await settingsOf(db, organisationId)
        const wanted = SETTING_KEYS.filter((k) => key === undefined || k === key)
        if (wanted.length === 0) throw new UserError(`没有“${key}”这项设置，有 ${SETTING_KEYS.join('、')}`)
        for (const k of wanted) console.log(`${k}\t${printed(held.settings[k])}\t${held.setBy[k] ?? '默认'}`)
      }),
    )
  settings
    .command('set')
    .description('改一项设置；写 inherit 就沿用上级的')
    .argument('<key>', `可以是 ${SETTING_KEYS.join('、')}`)
    .argument('<value>', '新的值；clocks、workHours 等成组的写成 JSON')
    .option('--scope <path>', '组织路径', '/')
    .action((key: string, value: string, options: { scope: string }) =>
      withDeps(async ({ db, now }) => {
        const scope = await scopeAt(db, options.scope)
        const changes = { [key]: value === 'inherit' ? null : typed(value) }
        await changeSettings(db, scope, { changes, actor: 'cli', now: now() })
        console.log(`已改：${key}（${scope.path}）`)
      }),
    )
}

/** Numbers are typed as digits, groups of values as JSON; everything else is a text. */
function typed(text: string): unknown {
  if (/^-?\d{1,9}$/u.test(text)) return Number(text)
  if (!/^\s*[[{]/u.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function printed(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
