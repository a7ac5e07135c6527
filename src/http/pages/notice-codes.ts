/** No code of a zone holds anything else; checked before the database is asked. */
export const CODE = /^[^\p{C}\s-]{1,16}$/u
