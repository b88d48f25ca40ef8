import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Asks the service in this container whether it can take work; exits with 1 when it cannot. */

const { HEALTH_PORT, PORT = '8998', SSL_DIR } = process.env;
const isGatewayWithTls = !HEALTH_PORT && SSL_DIR;
const request = isGatewayWithTls ? requestHttps : requestHttp;

request(
  {
    host: '127.0.0.1',
    port: HEALTH_PORT || PORT,
    path: '/readyz',
    timeout: 2_000,
    // The certificate carries the name people use, not the address of this machine's loopback.
    rejectUnauthorized: false,
  },
  ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1),
)
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end();
