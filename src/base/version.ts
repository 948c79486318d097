/** The version of this labctl; a test holds it equal to package.json, which lies outside of the sources. */
export const VERSION = '0.1.0';
