import { z } from 'zod'

/** Names that nft itself takes without quotes. */
export const nftName = z.string().regex(/^[A-Za-z][A-Za-z0-9_./-]{0,63}$/, 'a name such as filter')
export const nftFamily = z.string().regex(/^(ip|ip6|inet|netdev|bridge)$/, 'a family such as inet')

/** The same as parts of a grant. */
export const NFT_NAME = '[A-Za-z][A-Za-z0-9_./-]*'
export const NFT_FAMILIES = '(ip|ip6|inet|netdev|bridge)'
