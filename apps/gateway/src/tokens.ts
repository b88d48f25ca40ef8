/** What Nest injects where the parsed environment is wanted. */
export const GATEWAY_ENV = Symbol('GatewayEnv');
