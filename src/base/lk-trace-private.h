/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* What only the HTTP client may write down. */

/* (transfer full): a step that is under way */
LkTraceStep *lk_trace_begin       (LkTrace              *self,
                                   const char           *name,
                                   const char           *method,
                                   const char           *url);
void         lk_trace_answer      (LkTrace              *self,
                                   LkTraceStep          *step,
                                   const LkHttpResponse *response);
void         lk_trace_fail        (LkTrace              *self,
                                   LkTraceStep          *step,
                                   const GError         *error);

/* (transfer full): a step without a request */
LkTraceStep *lk_trace_step_new    (const char           *name);
void         lk_trace_step_settle (LkTraceStep          *self,
                                   const char           *outcome,
                                   const char           *found);
void         lk_trace_step_blame  (LkTraceStep          *self,
                                   const GError         *error);
void         lk_trace_step_take   (LkTraceStep          *self,
                                   const LkHttpResponse *response);

G_END_DECLS
