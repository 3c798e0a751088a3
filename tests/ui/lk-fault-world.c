/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fault-world.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lk-fault-witness.h"

#ifdef LK_TEST_TLS
#include "lk-tls-fixture.h"
#endif

/* A resolver that knows nobody under .invalid, at once and on every machine. */

#define LK_TYPE_FAULT_RESOLVER (lk_fault_resolver_get_type ())
G_DECLARE_FINAL_TYPE (LkFaultResolver, lk_fault_resolver, LK, FAULT_RESOLVER, GResolver)

struct _LkFaultResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (LkFaultResolver, lk_fault_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver               *resolver,
              const char              *name,
              GResolverNameLookupFlags flags,
              GCancellable            *cancellable,
              GAsyncReadyCallback      callback,
              gpointer                 user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "Nobody");
}

static GList *
lookup_finish (GResolver    *resolver,
               GAsyncResult *result,
               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_plainly_async (GResolver          *resolver,
                      const char         *name,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  lookup_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                user_data);
}

static void
lk_fault_resolver_class_init (LkFaultResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = lookup_plainly_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
lk_fault_resolver_init (LkFaultResolver *self)
{
}

void
lk_fault_world_init (void)
{
  g_autoptr (GResolver) resolver = g_object_new (LK_TYPE_FAULT_RESOLVER, NULL);

  g_resolver_set_default (resolver);
  lk_fault_witness_init ();
  /* What is not written is an error, not the end. */
  signal (SIGXFSZ, SIG_IGN);
}

void
lk_fault_world_set_up (LkFaultWorld     *self,
                       const LkFault    *fault,
                       LkFaultOperation  operation)
{
  lk_account_fixture_set_up (&self->base, NULL);
  self->fault = fault;
  self->operation = operation;
  self->silent = -1;
  lk_dummy_user_agent_answer_by_itself (self->base.agent, "topsecret-code");
  lk_account_fixture_script (&self->base, LK_KEY_DEVICES, 200, "{\"devices\":[]}");
  lk_fault_witness_begin ();
}

void
lk_fault_world_tear_down (LkFaultWorld *self)
{
  g_clear_pointer (&self->elsewhere, lk_fake_server_free);
  if (self->silent >= 0)
    close (self->silent);
  lk_account_fixture_tear_down (&self->base, NULL);
}

/* Places. */

/* Bound, so that nobody else takes it, but nobody listens. */
static guint
reserve_port (LkFaultWorld *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (self->silent < 0)
    {
      self->silent = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      g_assert_cmpint (bind (self->silent, (struct sockaddr *) &address, length), ==, 0);
    }
  g_assert_cmpint (getsockname (self->silent, (struct sockaddr *) &address, &length), ==, 0);
  return ntohs (address.sin_port);
}

gboolean
lk_fault_world_can_make (const LkFault *fault)
{
#ifdef LK_TEST_TLS
  return TRUE;
#else
  return fault->kind != LK_FAULT_UNKNOWN_ISSUER && fault->kind != LK_FAULT_OLD_CERTIFICATE;
#endif
}

#ifdef LK_TEST_TLS
static char *
dup_untrusted (LkFaultWorld *self,
               const char   *certificate)
{
  if (self->elsewhere == NULL)
    self->elsewhere = lk_tls_new_server ("tls.localhost", certificate);
  return g_strdup (lk_fake_server_get_url (self->elsewhere));
}
#endif

char *
lk_fault_world_dup_place (LkFaultWorld *self)
{
  switch (self->fault->kind)
    {
    case LK_FAULT_NOBODY_LISTENS:
      return g_strdup_printf ("http://127.0.0.1:%u", reserve_port (self));
    case LK_FAULT_NO_SUCH_NAME:
      return g_strdup ("https://nowhere.invalid");
#ifdef LK_TEST_TLS
    case LK_FAULT_UNKNOWN_ISSUER:
      return dup_untrusted (self, lk_tls_certificate);
    case LK_FAULT_OLD_CERTIFICATE:
      return dup_untrusted (self, lk_tls_certificate_of_old);
#endif
    default:
      return NULL;
    }
}

/* Moments. */

static void
limit_files (gboolean limited)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = limited ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
answer (LkFaultWorld *self,
        const char   *key)
{
  lk_fake_server_forget (self->base.server, key);
  lk_fake_server_answer (self->base.server, key, (guint) self->fault->value, "text/html",
                         self->fault->body);
  if (self->fault->retry_after != NULL)
    lk_fake_server_header (self->base.server, key, "Retry-After", self->fault->retry_after);
}

static void
answer_hugely (LkFaultWorld *self,
               const char   *key)
{
  gsize length = 2 * LK_HTTP_MAX_BODY;
  char *text = g_malloc (length);
  g_autoptr (GBytes) body = NULL;

  memset (text, ' ', length);
  body = g_bytes_new_take (text, length);
  lk_fake_server_forget (self->base.server, key);
  lk_fake_server_bytes (self->base.server, key, 200, body);
}

static void
cut_once (LkFaultWorld *self,
          const char   *key)
{
  const char *good = g_str_equal (key, LK_KEY_TOKEN)
                       ? "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                         "\"token_type\":\"Bearer\",\"expires_in\":300}"
                       : "{\"user_id\":\"" LK_USER_ID "\",\"devices\":[]}";

  lk_fake_server_forget (self->base.server, key);
  lk_fake_server_reset (self->base.server, key);
  lk_fake_server_json (self->base.server, key, good);
}

/* @milliseconds: how long a second of waiting is from now on */
static void
impatiently (LkFaultWorld *self,
             const char   *key,
             guint         milliseconds,
             void        (*script) (LkFakeServer *, const char *))
{
  lk_http_second = milliseconds;
  lk_fake_server_forget (self->base.server, key);
  script (self->base.server, key);
}

static void
fail_store (LkFaultWorld *self,
            int           times)
{
  LkErrorCode code = (LkErrorCode) self->fault->value;

  for (LkDummyStoreCall call = LK_DUMMY_STORE_LOAD; call < LK_DUMMY_STORE_N_CALLS; call++)
    if (call != LK_DUMMY_STORE_LOAD || self->fault->kind != LK_FAULT_KEYRING_WRITE)
      {
        lk_dummy_store_fail (self->base.store, call, code, times);
        lk_dummy_revocation_store_fail (self->base.revocations,
                                        (LkDummyRevocationStoreCall) call, code, times);
      }
}

static void
ask_person (LkFaultWorld *self)
{
  fail_store (self, -1);
  lk_dummy_store_hang (self->base.store, self->operation == LK_FAULT_SIGN_IN
                                           ? LK_DUMMY_STORE_SAVE : LK_DUMMY_STORE_LOAD);
}

void
lk_fault_world_break (LkFaultWorld *self,
                      const char   *key)
{
  switch (self->fault->kind)
    {
    case LK_FAULT_ANSWERED:
      answer (self, key);
      break;
    case LK_FAULT_HUGE_ANSWER:
      answer_hugely (self, key);
      break;
    case LK_FAULT_DRIP:
      impatiently (self, key, 3, lk_fake_server_drip);
      break;
    case LK_FAULT_SILENCE:
      impatiently (self, key, 1, lk_fake_server_hang);
      break;
    case LK_FAULT_RESET:
      lk_fake_server_forget (self->base.server, key);
      lk_fake_server_reset (self->base.server, key);
      break;
    case LK_FAULT_RESET_ONCE:
      cut_once (self, key);
      break;
    case LK_FAULT_KEYRING:
    case LK_FAULT_KEYRING_WRITE:
      fail_store (self, -1);
      break;
    case LK_FAULT_KEYRING_DISMISSED:
      ask_person (self);
      break;
    case LK_FAULT_FULL_DISK:
      limit_files (TRUE);
      break;
    case LK_FAULT_CLOCK_SET:
      lk_dummy_clock_set_by (self->base.clock, self->fault->value);
      break;
    case LK_FAULT_SUSPEND:
      lk_dummy_clock_advance (self->base.clock, self->fault->value);
      break;
    default: /* the place is wrong, not the moment */
      break;
    }
}

void
lk_fault_world_heal (LkFaultWorld *self)
{
  lk_http_second = 1000;
  limit_files (FALSE);
  fail_store (self, 0);
  lk_account_fixture_script (&self->base, LK_KEY_WHOAMI, 200, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_account_fixture_script (&self->base, LK_KEY_DEVICES, 200, "{\"devices\":[]}");
  lk_account_fixture_script (&self->base, LK_KEY_REVOKE, 200, "");
  lk_account_fixture_script (&self->base, LK_KEY_METADATA, 200, LK_METADATA);
  lk_account_fixture_script (&self->base, LK_KEY_TOKEN, 200,
                             "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                             "\"token_type\":\"Bearer\",\"expires_in\":300}");
}
