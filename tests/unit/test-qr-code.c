/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-qr-code.h"

#include <string.h>

#include "lk-error.h"

#define FINDER_SIDE 7

/* Both were made by another program, python3-qrcode 7.4.2: byte mode, correction
 * level M, masks 7 and 3 (which mask to take is a matter of opinion). */
static const char *const latchkey[] = {
  "#######..#.#..#######", "#.....#..#....#.....#", "#.###.#....##.#.###.#",
  "#.###.#..#....#.###.#", "#.###.#...###.#.###.#", "#.....#.#.....#.....#",
  "#######.#.#.#.#######", ".........##..........", "#..#.##.#..###.#.....",
  "..#.##...###.##.##.##", "##.##.#...##..##.##.#", "..##...###..###..#.##",
  ".#...##...##..####.#.", "........###..###.....", "#######..#.##.######.",
  "#.....#.###...#.#..#.", "#.###.#..#..###.#..#.", "#.###.#.#.#..####..##",
  "#.###.#..###.#####..#", "#.....#..####..##....", "#######.###..#...#.#.",
};
static const char *const link[] = {
  "#######.########..###.#######", "#.....#.##...#..###.#.#.....#",
  "#.###.#...###...#.###.#.###.#", "#.###.#.###...##.###..#.###.#",
  "#.###.#...#.#.#.#..#..#.###.#", "#.....#......#.#####..#.....#",
  "#######.#.#.#.#.#.#.#.#######", "........#.#....###..#........",
  "#.##.###.....#.#.####.#..#.##", ".#...#.#.#.#.###.####.###...#",
  ".#.#.##..#.###..#.#..#..#.##.", "..##.#....##....#.#######...#",
  "##....#..##...##.#.#.....##..", "##..#..#####..#.####..#...###",
  ".##.#.#.#.####.###.###.##.###", "###....###....#.#.#..##.#..#.",
  "##....##.###..##..#.##.###.#.", "...#...###....#.#...##.#.###.",
  "#..#..###.#.######.....#..#..", "..###...#.##.###.##.#..#..#..",
  ".#....##.##..#####..#######..", "........#..#....#####...#####",
  "#######.#.##..#...###.#.##.#.", "#.....#.###..###..#.#...##..#",
  "#.###.#....#.....#..#####.##.", "#.###.#.#.#....##..##..###..#",
  "#.###.#.##..###...#....#..#.#", "#.....#..#....##..#.#.####.#.",
  "#######.#..#..##..###.##...#.",
};

static void
assert_is (const char        *text,
           const char *const *rows,
           guint              side)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkQrCode) code = lk_qr_code_new (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lk_qr_code_get_side (code), ==, side);
  for (guint row = 0; row < side; row++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);

      for (guint column = 0; column < side; column++)
        g_string_append_c (seen, lk_qr_code_is_dark (code, column, row) ? '#' : '.');
      g_assert_cmpstr (seen->str, ==, rows[row]);
    }
}

static void
test_module_by_module_as_another_program_does_it (void)
{
  assert_is ("Latchkey", latchkey, G_N_ELEMENTS (latchkey));
  assert_is ("https://account.example.org/link", link, G_N_ELEMENTS (link));
}

static void
assert_finder (const LkQrCode *code,
               guint           left,
               guint           top)
{
  for (guint y = 0; y < FINDER_SIDE; y++)
    for (guint x = 0; x < FINDER_SIDE; x++)
      {
        gboolean rim = x == 0 || x == FINDER_SIDE - 1 || y == 0 || y == FINDER_SIDE - 1;
        gboolean heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;

        g_assert_cmpint (lk_qr_code_is_dark (code, left + x, top + y), ==, rim || heart);
      }
}

/* Versions 1 to 15: four modules more each. */
static void
test_every_size_has_its_three_finders (void)
{
  g_autofree char *text = g_strnfill (412, 'x');

  for (gsize length = strlen (text); length > 0; length -= MIN (length, 20))
    {
      g_autoptr (LkQrCode) code = NULL;
      guint side;

      text[length] = '\0';
      code = lk_qr_code_new (text, NULL);
      g_assert_nonnull (code);
      side = lk_qr_code_get_side (code);
      g_assert_cmpuint (side % 4, ==, 1);
      g_assert_cmpuint (side, >=, 21);
      g_assert_cmpuint (side, <=, 77);
      assert_finder (code, 0, 0);
      assert_finder (code, side - FINDER_SIDE, 0);
      assert_finder (code, 0, side - FINDER_SIDE);
    }
}

/* The one is too long for a screen, the other for any QR code; and nothing is no text. */
static void
test_what_fits_in_none_is_an_error (void)
{
  const gsize lengths[] = { 0, 413, 5000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_qr_code_new (text, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/qr-code/module-by-module-as-another-program-does-it",
                   test_module_by_module_as_another_program_does_it);
  g_test_add_func ("/qr-code/every-size-has-its-three-finders",
                   test_every_size_has_its_three_finders);
  g_test_add_func ("/qr-code/what-fits-in-none-is-an-error", test_what_fits_in_none_is_an_error);

  return g_test_run ();
}
