import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { writeTable } from '../documents/table-files.ts'
import { needsSecondYes } from '../domain/roles.ts'
import { SetupError, UserError } from '../errors.ts'
import { branchNamed } from '../store/branches.ts'
import { createInvite, createInvites, findInvitees, type Invitee, peopleWithoutAccount } from '../store/invites.ts'
import { printRow } from './rows.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface InviteOptions {
  person?: string
  branch?: string
  csv?: string
  scope: string
}

/** `invite NAME`, `invite --person ID` or `invite --branch NAME`: codes with which people bind their accounts. */
export function registerInvite(program: Command): void {
  program
    .command('invite')
    .description('生成邀请码：一人一个，只能用一次，七天有效')
    .argument('[name]', '名册上的姓名')
    .option('--person <id>', '人员的 id，有人重名时用')
    .option('--branch <name>', '给这个支部里还没有账号的人各生成一个')
    .option('--csv <file>', '和 --branch 一起用：写成表格文件，只有自己能打开')
    .option('--scope <path>', '在哪个组织里找', '/')
    .action((name: string | undefined, options: InviteOptions) =>
      withDeps((deps) => {
        const wanted = options.person ?? name
        if (options.branch !== undefined && wanted === undefined) return inviteBranch(deps, options.branch, options)
        if (wanted === undefined || options.branch !== undefined) {
          throw new UserError('请写一个姓名，或用 --person 写人员编号，或用 --branch 写支部')
        }
        return inviteOne(deps, wanted, options)
      }),
    )
}

async function inviteOne({ db, seal, now }: Deps, wanted: string, { scope }: InviteOptions): Promise<void> {
  const invitee = onlyOne(await findInvitees(db, await scopeAt(db, scope), wanted), wanted)
  const { code } = await createInvite(db, seal, { invitee, actor: 'cli', now: now() })
  console.log(code)
  console.error(`请${invitee.name}在聊天里发送：绑定 ${code}。7天内有效，只能用一次。`)
  sayWhoConfirms([invitee])
}

function onlyOne(found: readonly Invitee[], wanted: string): Invitee {
  const [one, ...more] = found
  if (!one) throw new UserError(`名册里没有“${wanted}”`)
  if (more.length === 0) return one
  const lines = found.map((p) => `  ${p.personId}  ${p.branch ?? ''}${p.phoneTail ? `  手机尾号${p.phoneTail}` : ''}`)
  throw new UserError(`有${found.length}位“${wanted}”，请用 --person 指明：\n${lines.join('\n')}`)
}

async function inviteBranch({ db, seal, now }: Deps, name: string, options: InviteOptions): Promise<void> {
  const branch = await branchNamed(db, await scopeAt(db, options.scope), name)
  const invitees = await peopleWithoutAccount(db, branch.id)
  if (invitees.length === 0) throw new UserError(`“${name}”的人都已经有账号了`)
  const invites = await createInvites(db, seal, { invitees, actor: 'cli', now: now() })
  const rows = invitees.map((p, i) => [p.name, p.phoneTail ?? '', invites[i]?.code ?? '', `绑定 ${invites[i]?.code}`])
  if (options.csv === undefined) for (const row of rows) printRow(...row)
  else await writeInvites(options.csv, rows)
  console.error(`生成了${rows.length}个邀请码，7天内有效，每个只能用一次。请单独发给本人，由本人在聊天里发送。`)
  sayWhoConfirms(invitees)
}

/** A code alone does not make a secretary, and the first one of a branch has nobody to say yes. */
function sayWhoConfirms(invitees: readonly Invitee[]): void {
  const names = invitees.filter(({ roles }) => needsSecondYes(roles)).map(({ name }) => name)
  if (names.length === 0) return
  console.error(
    `${names.join('、')}是书记或管理员，发了邀请码还要另一位书记或管理员点“是”。还没有别人时，请在名册里写上账号，再导入一次。`,
  )
}

async function writeInvites(file: string, rows: readonly (readonly string[])[]): Promise<void> {
  async function* listed() {
    yield* rows
  }
  const table = { header: ['姓名', '手机尾号', '邀请码', '在聊天里发送'], rows: listed() }
  try {
    await writeTable(file, { format: 'csv', ...table })
  } catch (cause) {
    // The codes are made, but nobody has seen them: the next ones put an end to them.
    throw new SetupError(`写不了文件 ${file}，请检查文件夹和权限，再生成一次`, { cause })
  }
}
