/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices-api.h"
#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-json.h"
#include "lk-matrix-fixtures.h"

#include <string.h>

#define BASE "https://m.example.org"
#define ODD_ID "a/b=c+"
#define ODD_PATH "/_matrix/client/v3/devices/a%2Fb%3Dc%2B"

static GPtrArray *
parse (guint        status,
       const char  *text,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (status, text);

  return lk_devices_parse (response, error);
}

/* @list: what is in the brackets */
static GPtrArray *
parse_list (const char *list)
{
  g_autofree char *text = g_strdup_printf ("{\"devices\":[%s]}", list);
  g_autoptr (GError) error = NULL;
  GPtrArray *devices = parse (200, text, &error);

  g_assert_no_error (error);
  return devices;
}

static void
test_all_of_it_is_read (void)
{
  g_autoptr (GPtrArray) devices =
    parse_list ("{\"device_id\":\"a/b=c+\",\"display_name\":\"Phone\","
                "\"last_seen_ip\":\"10.0.0.1\","
                "\"last_seen_ts\":1700000000999},{\"device_id\":\"B\"}");
  LkDevice *device;

  g_assert_cmpuint (devices->len, ==, 2);
  device = devices->pdata[0];
  g_assert_cmpstr (device->device_id, ==, ODD_ID);
  g_assert_cmpstr (device->display_name, ==, "Phone");
  g_assert_cmpstr (device->last_seen_ip, ==, "10.0.0.1");
  g_assert_cmpint (device->last_seen_at, ==, 1700000000);
  device = devices->pdata[1];
  g_assert_cmpstr (device->device_id, ==, "B");
  g_assert_null (device->display_name);
  g_assert_null (device->last_seen_ip);
  g_assert_cmpint (device->last_seen_at, ==, 0);
}

/* Each is a device with the ID "A", of which nothing else is known. */
static void
test_malformed_members_are_as_good_as_none (void)
{
  static const char *const members[] = {
    "\"display_name\":null,\"last_seen_ip\":null,\"last_seen_ts\":null",
    "\"display_name\":7,\"last_seen_ip\":[],\"last_seen_ts\":{}",
    "\"display_name\":\"\",\"last_seen_ip\":\"\",\"last_seen_ts\":\"\"",
    "\"display_name\":\" \\n\\u202e\",\"last_seen_ip\":\"\\t\",\"last_seen_ts\":-5",
    "\"last_seen_ts\":0.5",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *list = g_strdup_printf ("{\"device_id\":\"A\",%s}", members[i]);
      g_autoptr (GPtrArray) devices = parse_list (list);
      LkDevice *device = devices->pdata[0];

      g_assert_cmpuint (devices->len, ==, 1);
      g_assert_null (device->display_name);
      g_assert_null (device->last_seen_ip);
      g_assert_cmpint (device->last_seen_at, ==, 0);
    }
}

static void
test_what_has_no_usable_id_is_passed_over (void)
{
  g_autofree char *flood = g_strnfill (256, 'x');
  g_autofree char *list =
    g_strdup_printf ("null,7,\"A\",[],{},{\"device_id\":7},{\"device_id\":\"\"},"
                     "{\"device_id\":\"..\"},{\"device_id\":\".\"},{\"device_id\":\"%s\"},"
                     "{\"device_id\":\"A\",\"display_name\":\"first\"},"
                     "{\"device_id\":\"A\",\"display_name\":\"second\"}", flood);
  g_autoptr (GPtrArray) devices = parse_list (list);

  g_assert_cmpuint (devices->len, ==, 1);
  g_assert_cmpstr (((LkDevice *) devices->pdata[0])->display_name, ==, "first");
}

static void
test_floods_are_capped (void)
{
  g_autofree char *flood = g_strnfill (10000, 'x');
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GPtrArray) devices = NULL;
  LkDevice *device;

  g_string_append_printf (list, "{\"device_id\":\"A\",\"display_name\":\"\\u202e<b>%s\","
                          "\"last_seen_ip\":\"%s\"}", flood, flood);
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (list, ",{\"device_id\":\"%u\"}", i);
  devices = parse_list (list->str);
  g_assert_cmpuint (devices->len, ==, LK_DEVICES_MAX);
  device = devices->pdata[0];
  g_assert_true (g_str_has_prefix (device->display_name, "<b>xxx"));
  g_assert_cmpint (g_utf8_strlen (device->display_name, -1), <=, 101);
  g_assert_cmpint (g_utf8_strlen (device->last_seen_ip, -1), <=, 65);
}

static void
test_an_answer_without_a_list_is_an_error (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    LkErrorCode code;
  } cases[] = {
    { 200, "{}", LK_ERROR_PROTOCOL },
    { 200, "{\"devices\":{}}", LK_ERROR_PROTOCOL },
    { 200, "[]", LK_ERROR_PROTOCOL },
    { 200, "<html>", LK_ERROR_PROTOCOL },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_REFUSED },
    { 404, "", LK_ERROR_SERVER_UNSUITABLE },
    { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2000}", LK_ERROR_RATE_LIMITED },
    { 502, "<html>", LK_ERROR_SERVER_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].status, cases[i].body, &error));
      g_assert_error (error, LK_ERROR, (int) cases[i].code);
      g_assert_cmpstr (lk_error_get_step (error), ==, "test");
      g_assert_cmpuint (lk_error_get_status (error), ==, cases[i].status);
    }
}

static void
assert_asks (LkHttpRequest *request,
             const char    *method,
             const char    *path,
             const char    *json)
{
  g_autofree char *url = g_strconcat (BASE, path, NULL);

  g_assert_cmpstr (request->method, ==, method);
  g_assert_cmpstr (request->url, ==, url);
  g_assert_cmpstr (request->json, ==, json);
  g_assert_null (request->form);
}

static void
test_requests_ask_what_they_should (void)
{
  static const char *const bases[] = { BASE, BASE "/" };
  g_autoptr (JsonObject) auth = json_object_new ();

  json_object_set_string_member (auth, "session", "s");
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr (LkHttpRequest) list = lk_devices_api_list (bases[i]);
      g_autoptr (LkHttpRequest) rename = lk_devices_api_rename (bases[i], ODD_ID, "A \"B\"");
      g_autoptr (LkHttpRequest) remove = lk_devices_api_remove (bases[i], ODD_ID, NULL);
      g_autoptr (LkHttpRequest) again = lk_devices_api_remove (bases[i], ODD_ID, auth);

      assert_asks (list, "GET", "/_matrix/client/v3/devices", NULL);
      assert_asks (rename, "PUT", ODD_PATH, "{\"display_name\":\"A \\\"B\\\"\"}");
      assert_asks (remove, "DELETE", ODD_PATH, "{}");
      assert_asks (again, "DELETE", ODD_PATH, "{\"auth\":{\"session\":\"s\"}}");
    }
}

static void
test_password_is_shown_as_the_server_wants (void)
{
  g_autoptr (LkHttpResponse) response =
    lk_test_answer (401, "{\"flows\":[],\"session\":\"s\"}");
  g_autoptr (LkSecret) password = lk_secret_new ("p\"w\\d");
  g_autoptr (LkHttpRequest) request = NULL;
  g_autoptr (LkUia) uia = lk_uia_parse (response, NULL);

  request = lk_devices_api_remove_with_password (BASE, ODD_ID, uia, "@ada:example.org", password);
  assert_asks (request, "DELETE", ODD_PATH,
               "{\"auth\":{\"type\":\"m.login.password\",\"session\":\"s\",\"identifier\":"
               "{\"type\":\"m.id.user\",\"user\":\"@ada:example.org\"},"
               "\"password\":\"p\\\"w\\\\d\"}}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/devices-api/all-of-it-is-read", test_all_of_it_is_read);
  g_test_add_func ("/devices-api/malformed-members-are-as-good-as-none",
                   test_malformed_members_are_as_good_as_none);
  g_test_add_func ("/devices-api/what-has-no-usable-id-is-passed-over",
                   test_what_has_no_usable_id_is_passed_over);
  g_test_add_func ("/devices-api/K9/floods-are-capped", test_floods_are_capped);
  g_test_add_func ("/devices-api/K3/an-answer-without-a-list-is-an-error",
                   test_an_answer_without_a_list_is_an_error);
  g_test_add_func ("/devices-api/K6/requests-ask-what-they-should",
                   test_requests_ask_what_they_should);
  g_test_add_func ("/devices-api/password-is-shown-as-the-server-wants",
                   test_password_is_shown_as_the_server_wants);

  return g_test_run ();
}
