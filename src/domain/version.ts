/** As in package.json: bot and workers of one version understand each other. */
export const VERSION = '0.1.0'
