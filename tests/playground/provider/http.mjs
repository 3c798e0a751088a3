// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Bodies of requests, for the pages that oidc-provider doesn't serve.

const LIMIT = 64 * 1024;

async function readBody(ctx) {
  const chunks = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += chunk.length;
    if (size > LIMIT) ctx.throw(413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export async function readForm(ctx) {
  return Object.fromEntries(new URLSearchParams(await readBody(ctx)));
}

export async function readJson(ctx) {
  return JSON.parse(await readBody(ctx) || '{}');
}

export function seeOther(ctx, location) {
  ctx.status = 303;
  ctx.redirect(location);
}

/** Calls the handler of the first route that fits, with the path's groups. */
export function router(routes) {
  return async (ctx, next) => {
    for (const [method, pattern, handler] of routes) {
      const match = method === ctx.method && pattern.exec(ctx.path);
      if (match) return handler(ctx, ...match.slice(1));
    }
    return next();
  };
}
