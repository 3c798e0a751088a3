/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-matrix-fixtures.h"
#include "lk-media-api.h"
#include "lk-profile-api.h"

#define BASE "https://m.example.org"
#define ODD_USER "@a/b=c+:example.org"
#define ODD_PATH "/_matrix/client/v3/profile/%40a%2Fb%3Dc%2B%3Aexample.org/"

/* K4, spec §10.1: the newer capability counts, the older ones stand in for it. */
static void
test_what_may_be_changed (void)
{
  static const struct
  {
    guint       status;
    const char *capabilities; /* what is in the brackets */
    gboolean    may_name;
    gboolean    may_picture;
  } cases[] = {
    { 200, "", TRUE, TRUE },
    { 404, "\"m.profile_fields\":{\"enabled\":false}", TRUE, TRUE },
    { 200, "\"m.set_displayname\":{\"enabled\":false}", FALSE, TRUE },
    { 200, "\"m.set_avatar_url\":{\"enabled\":false}", TRUE, FALSE },
    { 200, "\"m.set_avatar_url\":false,\"m.profile_fields\":[]", TRUE, TRUE },
    { 200, "\"m.profile_fields\":{\"enabled\":false}", FALSE, FALSE },
    { 200, "\"m.profile_fields\":{\"enabled\":true},\"m.set_displayname\":{\"enabled\":false}",
      TRUE, TRUE },
    { 200, "\"m.profile_fields\":{}", TRUE, TRUE },
    { 200, "\"m.profile_fields\":{\"enabled\":true,\"allowed\":[\"avatar_url\"]}", FALSE, TRUE },
    { 200, "\"m.profile_fields\":{\"enabled\":true,\"allowed\":[]}", FALSE, FALSE },
    { 200, "\"m.profile_fields\":{\"enabled\":true,\"allowed\":[\"displayname\"],"
           "\"disallowed\":[\"displayname\"]}", TRUE, FALSE },
    { 200, "\"m.profile_fields\":{\"enabled\":true,\"disallowed\":[\"displayname\"]}",
      FALSE, TRUE },
    { 200, "\"m.profile_fields\":{\"enabled\":true,\"disallowed\":\"displayname\"}", TRUE, TRUE },
    { 200, "\"m.profile_fields\":{\"enabled\":\"no\",\"allowed\":7}", TRUE, TRUE },
  };

  g_assert_true (lk_profile_may (NULL, LK_PROFILE_NAME));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"capabilities\":{%s}}", cases[i].capabilities);
      g_autoptr (LkHttpResponse) answer = lk_test_answer (cases[i].status, body);

      g_test_message ("%s", body);
      g_assert_cmpint (lk_profile_may (answer, LK_PROFILE_NAME), ==, cases[i].may_name);
      g_assert_cmpint (lk_profile_may (answer, LK_PROFILE_PICTURE), ==, cases[i].may_picture);
    }
}

static void
test_the_requests_to_change_it (void)
{
  g_autoptr (LkHttpRequest) name =
    lk_profile_api_set (BASE "/", ODD_USER, LK_PROFILE_NAME, "\"Ada\"\\");
  g_autoptr (LkHttpRequest) picture =
    lk_profile_api_set (BASE, ODD_USER, LK_PROFILE_PICTURE, "mxc://a/b");
  g_autoptr (LkHttpRequest) removal = lk_profile_api_remove (BASE, ODD_USER, LK_PROFILE_PICTURE);

  g_assert_cmpstr (name->method, ==, "PUT");
  g_assert_cmpstr (name->url, ==, BASE ODD_PATH "displayname");
  g_assert_cmpstr (name->json, ==, "{\"displayname\":\"\\\"Ada\\\"\\\\\"}");
  g_assert_cmpstr (picture->url, ==, BASE ODD_PATH "avatar_url");
  g_assert_cmpstr (picture->json, ==, "{\"avatar_url\":\"mxc://a/b\"}");
  g_assert_cmpstr (removal->method, ==, "DELETE");
  g_assert_cmpstr (removal->url, ==, BASE ODD_PATH "avatar_url");
  g_assert_null (removal->json);
}

static void
test_the_limit_is_read_or_unknown (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gint64      limit;
  } cases[] = {
    { 200, "{\"m.upload.size\":1000}", 1000 },
    { 200, "{\"m.upload.size\":0}", 0 },
    { 200, "{\"m.upload.size\":-5}", -1 },
    { 200, "{\"m.upload.size\":\"much\"}", -1 },
    { 200, "{\"m.upload.size\":null}", -1 },
    { 200, "{}", -1 },
    { 200, "<html>", -1 },
    { 404, "{\"m.upload.size\":1000}", -1 },
    { 500, "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (cases[i].status, cases[i].body);

      g_assert_cmpint (lk_media_parse_limit (answer), ==, cases[i].limit);
    }
}

static void
test_only_a_usable_uri_is_taken (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    const char *uri;
    int         code;
    const char *said;
  } cases[] = {
    { 200, "{\"content_uri\":\"mxc://example.org/a\"}", "mxc://example.org/a", 0, NULL },
    { 200, "{\"content_uri\":\"mxc://example.org/../a\"}", NULL, LK_ERROR_PROTOCOL, NULL },
    { 200, "{\"content_uri\":\"https://example.org/a\"}", NULL, LK_ERROR_PROTOCOL, NULL },
    { 200, "{\"content_uri\":7}", NULL, LK_ERROR_PROTOCOL, NULL },
    { 200, "{}", NULL, LK_ERROR_PROTOCOL, NULL },
    { 200, "<html>", NULL, LK_ERROR_PROTOCOL, NULL },
    { 413, "{\"errcode\":\"M_TOO_LARGE\"}", NULL, LK_ERROR_REFUSED, "M_TOO_LARGE" },
    { 413, "<html>", NULL, LK_ERROR_REFUSED, "M_TOO_LARGE" },
    { 403, "{\"errcode\":\"M_USER_LIMIT_EXCEEDED\"}", NULL, LK_ERROR_REFUSED,
      "M_USER_LIMIT_EXCEEDED" },
    { 502, "<html>", NULL, LK_ERROR_SERVER_FAILED, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (cases[i].status, cases[i].body);
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = lk_media_parse_upload (answer, &error);

      g_assert_cmpstr (uri, ==, cases[i].uri);
      if (uri != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, LK_ERROR, cases[i].code);
      g_assert_cmpstr (lk_error_get_server_code (error), ==, cases[i].said);
    }
}

static void
test_the_requests_for_a_picture (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PNG", 3);
  g_autoptr (LkHttpRequest) today = lk_media_api_config (BASE "/", TRUE);
  g_autoptr (LkHttpRequest) old = lk_media_api_config (BASE, FALSE);
  g_autoptr (LkHttpRequest) upload = lk_media_api_upload (BASE, "image/png", bytes);

  g_assert_cmpstr (today->url, ==, BASE "/_matrix/client/v1/media/config");
  g_assert_cmpstr (old->url, ==, BASE "/_matrix/media/v3/config");
  g_assert_cmpstr (upload->method, ==, "POST");
  g_assert_cmpstr (upload->url, ==, BASE "/_matrix/media/v3/upload"); /* no name of a file */
  g_assert_cmpstr (upload->content_type, ==, "image/png");
  g_assert_true (g_bytes_equal (upload->bytes, bytes));
  g_assert_cmpuint (upload->timeout, >, LK_HTTP_TIMEOUT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profile-api/K4/what-may-be-changed", test_what_may_be_changed);
  g_test_add_func ("/profile-api/K6/the-requests-to-change-it", test_the_requests_to_change_it);
  g_test_add_func ("/profile-api/the-limit-is-read-or-unknown", test_the_limit_is_read_or_unknown);
  g_test_add_func ("/profile-api/only-a-usable-uri-is-taken", test_only_a_usable_uri_is_taken);
  g_test_add_func ("/profile-api/the-requests-for-a-picture", test_the_requests_for_a_picture);

  return g_test_run ();
}
