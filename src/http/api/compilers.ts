import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import { Ajv } from 'ajv'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'

const STRICT = { removeAdditional: false, allErrors: false, strict: false, validateFormats: false } as const
const fromText = new Ajv({ ...STRICT, coerceTypes: 'array' })
const exact = new Ajv(STRICT)
const toJson = SerializerSelector()({}, {})

const checkText = oncePerSchema((schema) => fromText.compile(schema))
const checkBody = oncePerSchema((schema) => exact.compile(schema))
const write = oncePerSchema((schema) => toJson({ schema, method: '', url: '', httpStatus: '' }))

/** What a caller gets wrong is said, never mended or dropped in silence; a body is also not read as another type. */
export const compileValidator: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) =>
  httpPart === 'body' ? checkBody(schema as object) : checkText(schema as object)

export const compileSerializer: FastifySerializerCompiler<unknown> = ({ schema }) => write(schema as object)

/** All routes answer with the same few shapes, and compiling one takes milliseconds: each is compiled once in a process. */
function oncePerSchema<T>(compile: (schema: object) => T): (schema: object) => T {
  const compiled = new Map<string, T>()
  return (schema) => {
    const text = JSON.stringify(schema)
    const known = compiled.get(text) ?? compile(schema)
    compiled.set(text, known)
    return known
  }
}
