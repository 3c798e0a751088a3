// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a Matrix client asks for: the API, and one device.

import { errors } from './oidc.mjs';

const SPELLINGS = ['urn:matrix:client:', 'urn:matrix:org.matrix.msc2967.client:'];

// The policy of the Matrix Authentication Service.
const DEVICE_ID = /^[A-Za-z0-9._~!$&'()*+,;=:@/-]{10,}$/;

function inSpelling(tokens, prefix) {
  return {
    api: tokens.filter((token) => token === `${prefix}api:*`),
    devices: tokens.filter((token) => token.startsWith(`${prefix}device:`)),
    prefix,
  };
}

/** The Matrix part of a scope: { scope, device }. Throws InvalidScope. */
export function readMatrixScope(scope) {
  const tokens = (scope ?? '').split(' ');
  const used = SPELLINGS
    .map((prefix) => inSpelling(tokens, prefix))
    .filter(({ api, devices }) => api.length + devices.length > 0);

  if (used.length > 1) {
    throw new errors.InvalidScope('request cannot mix unstable and stable scopes', scope);
  }
  if (used.length === 0 || used[0].api.length === 0 || used[0].devices.length !== 1) {
    throw new errors.InvalidScope('the Matrix API and exactly one device must be requested', scope);
  }

  const [{ api, devices, prefix }] = used;
  const device = devices[0].slice(`${prefix}device:`.length);
  if (!DEVICE_ID.test(device)) {
    throw new errors.InvalidScope('the device ID is too short, or malformed', scope);
  }
  return { scope: [...api, ...devices].join(' '), device };
}
