import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { changeSettings, SETTING_KEYS, settingsOf } from '../store/settings.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `settings get|set`: what an organisation can change, inherited down the tree. */
export function registerSettings(program: Command): void {
  const settings = program.command('settings').description('what an organisation can change')
  settings
    .command('get')
    .description('print settings as they hold, one per line, with where each was set')
    .argument('[key]', `one of ${SETTING_KEYS.join(', ')}`)
    .option('--scope <path>', 'path in the organisation tree', '/')
    .action((key: string | undefined, options: { scope: string }) =>
      withDeps(async ({ db }) => {
        const { organisationId } = await scopeAt(db, options.scope)
        const held = await settingsOf(db, organisationId)
        const wanted = SETTING_KEYS.filter((k) => key === undefined || k === key)
        if (wanted.length === 0) throw new UserError(`没有“${key}”这项设置，有 ${SETTING_KEYS.join('、')}`)
        for (const k of wanted) console.log(`${k}\t${held.settings[k]}\t${held.setBy[k] ?? '默认'}`)
      }),
    )
  settings
    .command('set')
    .description('change one setting of an organisation; "inherit" gives it back to the one above')
    .argument('<key>', `one of ${SETTING_KEYS.join(', ')}`)
    .argument('<value>', 'the new value')
    .option('--scope <path>', 'path in the organisation tree', '/')
    .action((key: string, value: string, options: { scope: string }) =>
      withDeps(async ({ db, now }) => {
        const scope = await scopeAt(db, options.scope)
        const changes = { [key]: value === 'inherit' ? null : typed(value) }
        await changeSettings(db, scope, { changes, actor: 'cli', now: now() })
        console.log(`已改：${key}（${scope.path}）`)
      }),
    )
}

/** Numbers are typed as digits; everything else is a text. */
function typed(text: string): string | number {
  return /^-?\d{1,9}$/u.test(text) ? Number(text) : text
}
