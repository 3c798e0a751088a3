// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The one place that knows where oidc-provider is installed: outside the
// source tree, where a plain import would not look.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const installed = createRequire(join(process.env.PLAYGROUND_DEPS, 'package.json'));

export const { Provider, errors, interactionPolicy } = await import(
  pathToFileURL(installed.resolve('oidc-provider')));
