import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { branchNamed, renameBranch, setBranchEnd } from '../store/branches.ts'
import {
  addOrganisation,
  type By,
  endOrganisation,
  listTree,
  moveOrganisation,
  renameOrganisation,
  resumeOrganisation,
} from '../store/organisation-tree.ts'
import { printRow } from './rows.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface Told {
  branch?: string
}

/** `org list|add|rename|move|end|resume`: the tree of organisations and the branches on it. */
export function registerOrg(program: Command): void {
  const org = program.command('org').description('组织和支部：列出、新增、改名、移动、撤销')
  org
    .command('list')
    .description('列出组织和支部，每行一个：路径、支部、责任区数、人数、撤销日期')
    .argument('[path]', '从哪个组织列起', '/')
    .action((path: string) =>
      withDeps(async ({ db }) => {
        for (const row of await listTree(db, await scopeAt(db, path))) {
          const counts = row.branch === null ? ['', ''] : [row.zoneCount, row.peopleCount]
          printRow(row.path, row.branch ?? '', ...counts, row.endedOn ?? '')
        }
      }),
    )
  org
    .command('add')
    .description('在一个组织下面新增组织')
    .argument('<path>', '上级组织')
    .argument('<name>', '新组织的名称')
    .action((path: string, name: string) =>
      change(async ({ db }, by) => {
        const added = await addOrganisation(db, await scopeAt(db, path), { name, ...by })
        return `已新增：${added.path}`
      }),
    )
  org
    .command('rename')
    .description('给组织或支部改名，其他不变')
    .argument('<path>', '组织；改支部的名称时是支部所在的组织')
    .argument('<name>', '新名称')
    .option('--branch <name>', '要改名的支部')
    .action((path: string, name: string, told: Told) =>
      change(async ({ db }, by) => {
        const scope = await scopeAt(db, path)
        if (told.branch === undefined) return `已改名：${await renameOrganisation(db, scope, { name, ...by })}`
        await renameBranch(db, await branchNamed(db, scope, told.branch), { name, ...by })
        return `已改名：${told.branch} → ${name}。名册里的支部名称也请改过来。`
      }),
    )
  org
    .command('move')
    .description('把组织连同下级移到另一个组织下面')
    .argument('<path>', '要移动的组织')
    .argument('<under>', '新的上级组织')
    .action((path: string, under: string) =>
      change(async ({ db }, by) => {
        const moved = await moveOrganisation(db, await scopeAt(db, path), { under: await scopeAt(db, under), ...by })
        return `已移动：${moved}`
      }),
    )
  registerEnds(org)
}

function registerEnds(org: Command): void {
  for (const [name, ended] of [
    ['end', true],
    ['resume', false],
  ] as const) {
    org
      .command(name)
      .description(ended ? '撤销组织或支部；下面要先没有人、没有责任区' : '恢复撤销了的组织或支部')
      .argument('<path>', '组织；支部写它所在的组织')
      .option('--branch <name>', '支部')
      .action((path: string, told: Told) =>
        change(async ({ db }, by) => {
          const scope = await scopeAt(db, path)
          if (told.branch !== undefined) {
            await setBranchEnd(db, await branchNamed(db, scope, told.branch), { ended, ...by })
          } else await (ended ? endOrganisation : resumeOrganisation)(db, scope, by)
          return `${ended ? '已撤销' : '已恢复'}：${told.branch ?? scope.path}`
        }),
      )
  }
}

function change(work: (deps: Deps, by: By) => Promise<string>): Promise<void> {
  return withDeps(async (deps) => {
    const now = deps.now()
    console.log(await work(deps, { actor: 'cli', now, today: civilDate(now, deps.config.timezone) }))
  })
}
