import { EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { HubError } from './errors.js';

/** Proxies as the environment names them; names in small letters count first, as everywhere. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Connects to hosts through the proxy that the environment names for them, or directly: `HTTPS_PROXY`, `HTTP_PROXY`
 * and `NO_PROXY`. A proxy is only asked to connect (CONNECT): what is sent to a hub over https, it cannot read.
 * @throws HubError when one of them is not an address.
 */
export function connectionsOf(env: ProxyEnvironment): Dispatcher {
  // an empty text, since what is left out would be read from the environment of this process
  return new EnvHttpProxyAgent({
    httpsProxy: proxyIn(env, 'HTTPS_PROXY') ?? '',
    httpProxy: proxyIn(env, 'HTTP_PROXY') ?? '',
    noProxy: valueOf(env, 'NO_PROXY') ?? '',
  });
}

/** For a sentence about a connection that failed: who else may be the cause. */
export function proxyNote(env: ProxyEnvironment): string {
  const name = ['HTTPS_PROXY', 'HTTP_PROXY'].find((proxy) => valueOf(env, proxy));
  return name ? ` and the proxy in ${name}` : '';
}

function proxyIn(env: ProxyEnvironment, name: string): string | undefined {
  const value = valueOf(env, name);
  if (!value || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value;
  // not the value: it may hold a password
  throw new HubError(`${name} is not the address of a proxy, such as http://proxy.example:3128.`);
}

function valueOf(env: ProxyEnvironment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name];
}
