// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What Matrix asks of a client's registration beyond OpenID Connect: a web
// page, whose host the client's redirects belong to.

import { DEVICE_CODE } from './device.mjs';
import { errors } from './oidc.mjs';

// What a server doesn't know it must ignore; oidc-provider would refuse it.
const GRANT_TYPES = new Set(['authorization_code', 'refresh_token', DEVICE_CODE]);

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

function isUnder(host, base) {
  return host === base || host.endsWith(`.${base}`);
}

function redirectObjection(redirect, base) {
  const { protocol, hostname, port } = new URL(redirect);
  if (protocol === 'http:' && LOOPBACK.has(hostname)) {
    return port && 'a loopback redirect must be registered without a port';
  }
  if (protocol === 'https:') {
    return !isUnder(hostname, base) && 'is not on the host of the client_uri';
  }
  const reversed = base.split('.').reverse().join('.');
  if (protocol !== `${reversed}:` && !protocol.startsWith(`${reversed}.`)) {
    return `a private scheme must begin with ${reversed}`;
  }
  return redirect.slice(protocol.length).startsWith('//')
    && 'a private scheme must not have an authority';
}

/** For oidc-provider's extraClientMetadata, with client_uri as the property. */
export function checkRegistration(ctx, property, clientUri, metadata) {
  // Those in our own settings don't register.
  if (!ctx) return;
  metadata.grant_types = metadata.grant_types.filter((type) => GRANT_TYPES.has(type));

  const page = URL.parse(clientUri);
  if (page?.protocol !== 'https:' || page.username) {
    throw new errors.InvalidClientMetadata('missing or invalid client_uri');
  }
  for (const redirect of (metadata.redirect_uris ?? []).filter((uri) => URL.canParse(uri))) {
    const objection = redirectObjection(redirect, page.hostname);
    if (objection) throw new errors.InvalidRedirectUri(`${redirect}: ${objection}`);
  }
}
