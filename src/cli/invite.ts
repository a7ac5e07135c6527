import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { createInvite, findInvitees, type Invitee } from '../store/invites.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `invite NAME` or `invite --person ID`: a code with which one person binds their account. */
export function registerInvite(program: Command): void {
  program
    .command('invite')
    .description('为一个人生成邀请码：只能用一次，七天有效')
    .argument('[name]', '名册上的姓名')
    .option('--person <id>', '人员的 id，有人重名时用')
    .option('--scope <path>', '在哪个组织里找', '/')
    .action((name: string | undefined, options: { person?: string; scope: string }) =>
      withDeps(async ({ db, seal, now }) => {
        const wanted = options.person ?? name
        if (wanted === undefined) throw new UserError('请写姓名，或用 --person 写人员编号')
        const invitee = onlyOne(await findInvitees(db, await scopeAt(db, options.scope), wanted), wanted)
        const { code } = await createInvite(db, seal, { invitee, actor: 'cli', now: now() })
        console.log(code)
        console.error(`请${invitee.name}在聊天里发送：绑定 ${code}。7天内有效，只能用一次。`)
      }),
    )
}

function onlyOne(found: readonly Invitee[], wanted: string): Invitee {
  const [one, ...more] = found
  if (!one) throw new UserError(`名册里没有“${wanted}”`)
  if (more.length === 0) return one
  const lines = found.map((p) => `  ${p.personId}  ${p.branch ?? ''}${p.phoneTail ? `  手机尾号${p.phoneTail}` : ''}`)
  throw new UserError(`有${found.length}位“${wanted}”，请用 --person 指明：\n${lines.join('\n')}`)
}
