import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { todayOf } from '../../deps.ts'
import {
  addOrganisation,
  type By,
  endOrganisation,
  listTree,
  moveOrganisation,
  renameOrganisation,
} from '../../store/organisation-tree.ts'
import type { Scope } from '../../store/organisations.ts'
import { holderOf, mayWrite, scopeOf } from './authorise.ts'
import type { ApiDeps } from './deps.ts'
import { Problem } from './problem.ts'
import { dateOrNull, object, ScopeQuery, textOrNull } from './shapes.ts'

const TreeShape = object({
  items: Type.Array(
    object({
      path: Type.String(),
      branch: textOrNull('Null: the line is of the organisation itself.'),
      zoneCount: Type.Integer(),
      peopleCount: Type.Integer(),
      endedOn: dateOrNull(),
    }),
  ),
})
const path = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })
const name = Type.String({ minLength: 1, maxLength: 60 })
const PathShape = object({ path: Type.String() })
const NewOrganisation = object({ under: path('The organisation above it.'), name })
const OrganisationChange = object({
  scope: path('The organisation.'),
  name: Type.Optional(name),
  under: Type.Optional(path('Where it hangs from now on, with all below it.')),
  ended: Type.Optional(Type.Literal(true)),
})
type Change = Static<typeof OrganisationChange>

/** The tree of organisations below a token's scope. What stands at its top is for those above to change. */
export function treeRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/organisations',
      {
        schema: {
          summary: 'Organisations and their branches, in the order of the tree, at most 5,000',
          tags: ['organisation'],
          querystring: ScopeQuery,
          response: { 200: TreeShape },
        },
      },
      async (request) => ({
        items: await listTree(deps.db, await scopeOf(deps, holderOf(request), request.query.scope)),
      }),
    )
    app.post(
      '/organisations',
      {
        schema: {
          summary: 'Add an organisation under another one',
          tags: ['organisation'],
          body: NewOrganisation,
          response: { 201: PathShape },
        },
      },
      async (request, reply) => {
        const by = administrator(deps, request)
        const under = await scopeOf(deps, holderOf(request), request.body.under)
        const added = await addOrganisation(deps.db, under, { name: request.body.name, ...by })
        return reply.code(201).send({ path: added.path })
      },
    )
    app.put(
      '/organisations',
      {
        schema: {
          summary: 'Rename, move or end an organisation',
          tags: ['organisation'],
          body: OrganisationChange,
          response: { 200: PathShape },
        },
      },
      async (request) => {
        const by = administrator(deps, request)
        const { scope: told, ...changes } = request.body
        if (Object.keys(changes).length !== 1) throw new Problem(400, '请只写 name、under、ended 中的一项。')
        const scope = await scopeOf(deps, holderOf(request), told)
        if (scope.path === holderOf(request).scope.path) throw new Problem(403, '令牌自己的组织由上级来改。')
        return { path: await changeOrganisation(deps, request, { scope, changes, by }) }
      },
    )
  }
}

async function changeOrganisation(
  deps: ApiDeps,
  request: FastifyRequest,
  { scope, changes, by }: { scope: Scope; changes: Omit<Change, 'scope'>; by: By },
): Promise<string> {
  if (changes.name !== undefined) return renameOrganisation(deps.db, scope, { name: changes.name, ...by })
  if (changes.under !== undefined) {
    const under = await scopeOf(deps, holderOf(request), changes.under)
    return moveOrganisation(deps.db, scope, { under, ...by })
  }
  await endOrganisation(deps.db, scope, by)
  return scope.path
}

/** @throws Problem 403 for any other token */
function administrator({ now, config }: ApiDeps, request: FastifyRequest): By {
  const holder = holderOf(request)
  mayWrite(holder)
  if (holder.role !== 'organisation_admin') throw new Problem(403, '组织只能由管理员的令牌修改。')
  return { actor: `token:${holder.tokenId}`, now: now(), today: todayOf({ now, config }) }
}
