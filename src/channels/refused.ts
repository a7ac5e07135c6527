import { ChannelError } from '../errors.ts'

/**
 * Why a callback was turned away.
 *
 * `stale` alone can be our own doing: the signature was right, so the server's clock is probably wrong.
 */
export type RefusalReason =
  | 'no_envelope'
  | 'bad_signature'
  | 'stale'
  | 'undecryptable'
  | 'wrong_company'
  | 'wrong_app'
  | 'malformed'

/** A callback that is not taken. `unverified` is answered 403, `malformed` 400. */
export class CallbackRefused extends ChannelError {
  override name = 'CallbackRefused'
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, options: ErrorOptions = {}) {
    super(reason === 'malformed' || reason === 'undecryptable' ? 'malformed' : 'unverified', message, options)
    this.reason = reason
  }
}
