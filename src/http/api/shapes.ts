/** What the shapes of the JSON API are made of: for checking, for answering and for its description. */
import Type, { type TProperties, type TSchema } from 'typebox'

type Codes = readonly [string, ...string[]]

export const code = <T extends string>(codes: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...codes], ...(description && { description }) })
export const codeOrNull = <T extends string>(codes: readonly T[]) =>
  Type.Unsafe<T | null>({ type: ['string', 'null'], enum: [...codes, null] })
export const textOrNull = (description?: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], ...(description && { description }) })
export const instant = () => Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
export const instantOrNull = () => Type.Unsafe<Date | null>({ type: ['string', 'null'], format: 'date-time' })
export const dateOrNull = () => Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date' })
export const flagOrNull = (description: string) =>
  Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description })
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const object = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false })

export const ProblemShape = object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
})

/** A list parameter: given once with commas, or several times. */
export const several = (codes: Codes) =>
  Type.Optional(Type.Array(code(codes), { maxItems: 50, description: 'Comma-separated, or repeated.' }))

export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`nextCursor` of the page before.' })),
  scope: Type.Optional(
    Type.String({ maxLength: 500, description: 'Path in the organisation tree; default: all of the token.' }),
  ),
}
const INSTANT = 'A date (`2026-11-22`, in the time zone of the installation) or an instant with its offset.'
export const created = {
  from: Type.Optional(Type.String({ maxLength: 40, description: `Created at or after. ${INSTANT}` })),
  to: Type.Optional(Type.String({ maxLength: 40, description: `Created before; a date is included. ${INSTANT}` })),
}
export const PageQuery = object(paging)
export const ScopeQuery = object({ scope: paging.scope })

export const CodeParams = Type.Object({ code: Type.String({ maxLength: 40 }) })

export const pageOf = <T extends TSchema>(item: T) => object({ items: Type.Array(item), nextCursor: textOrNull() })
