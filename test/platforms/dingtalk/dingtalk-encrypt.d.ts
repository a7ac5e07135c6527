/** The package brings no types of its own. */
declare module 'dingtalk-encrypt' {
  class DingTalkEncryptor {
    constructor(token: string, encodingAesKey: string, ownerKey: string)
    encrypt(random: string, plainText: string): string
    decrypt(encrypted: string): string
    getSignature(token: string, timestamp: string, nonce: string, encrypted: string): string
    /** A sealed answer. */
    getEncryptedMap(
      plainText: string,
      timestamp: string,
      nonce: string,
    ): { msg_signature: string; encrypt: string; timeStamp: string; nonce: string }
    /** @throws where the signature or the owner is another's */
    getDecryptMsg(signature: string, timestamp: string, nonce: string, encrypted: string): string
  }
  export = DingTalkEncryptor
}
