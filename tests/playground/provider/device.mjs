// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Signing in from another device (RFC 8628): the page where a person types
// the code, and the pace at which a client may ask.

import { errorNote, html, show } from './pages.mjs';

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

const PAGE = '/link';
// What a network may add to one request and not to the next.
const TOLERANCE = 100;
const SLOWER = 5;

const OBJECTIONS = {
  NoCodeError: 'Type the code that your app shows.',
  NotFoundError: 'There is no such code.',
  ExpiredError: 'This code has expired.',
  AlreadyUsedError: 'This code was used already.',
};

function showEntry(ctx, code, message) {
  show(ctx, 'Sign in to an app', html`${errorNote(message)}
<form method="post" action="${PAGE}">
  <input type="hidden" name="xsrf" value="${ctx.oidc.session.state.secret}">
  <input type="hidden" name="confirm" value="yes">
  <label for="user-code">Code that your app shows</label>
  <input id="user-code" name="user_code" value="${code}" autocomplete="off"
         autocapitalize="characters" spellcheck="false" required autofocus>
  <button id="continue" name="do" value="continue">Continue</button>
</form>`);
}

function showDenied(ctx) {
  show(ctx, 'The app stays out',
    html`<p id="done" role="status">It was not allowed in. You can close this page.</p>`);
}

function showAllowed(ctx) {
  show(ctx, 'The app is signed in',
    html`<p id="done" role="status">It was allowed in. You can close this page.</p>`);
}

/** Also what is shown when something is wrong with the code, or was cancelled. */
function showInput(ctx, form, out, error) {
  if (error?.name === 'AbortedError') return showDenied(ctx);
  const message = OBJECTIONS[error?.name] ?? error?.message;
  return showEntry(ctx, error?.userCode ?? ctx.state.userCode ?? '', message);
}

export class DeviceGrant {
  settings = { complete: true, interval: 5, lifetime: 20 * 60 };

  #polls = new Map();

  /** For oidc-provider: consent asks, so the code is not confirmed before it. */
  get feature() {
    return { enabled: true, userCodeInputSource: showInput, successSource: showAllowed };
  }

  change(settings) {
    for (const name of Object.keys(this.settings)) {
      if (settings[name] !== undefined) this.settings[name] = settings[name];
    }
  }

  #announce(ctx) {
    const { complete, interval } = this.settings;
    ctx.body.interval = interval;
    if (!complete) delete ctx.body.verification_uri_complete;
    this.#polls.set(ctx.body.device_code, { interval, last: Date.now() });
  }

  #pace(ctx) {
    const poll = this.#polls.get(ctx.oidc.params.device_code);
    const earliest = poll.last + poll.interval * 1000 - TOLERANCE;
    poll.last = Date.now();
    if (poll.last >= earliest) return;
    poll.interval += SLOWER;
    ctx.body = { error: 'slow_down', error_description: `wait ${poll.interval} seconds` };
  }

  /** What oidc-provider leaves to others: the interval, and who keeps to it. */
  get middleware() {
    return async (ctx, next) => {
      // It would post a code in the address by a script.
      if (ctx.method === 'GET' && ctx.path === PAGE) {
        ctx.state.userCode = ctx.query.user_code;
        ctx.query = {};
      }
      await next();
      if (ctx.oidc?.route === 'device_authorization' && ctx.status === 200) this.#announce(ctx);
      if (ctx.oidc?.route === 'token' && ctx.body?.error === 'authorization_pending') {
        this.#pace(ctx);
      }
    };
  }
}
