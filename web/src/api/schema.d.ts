/** Made from openapi/openapi.json by scripts/gen-api.mjs. sha256 08c98ca0a0e0d5eb2c0146c44f535c1c05ba2882e291780938dbc21ab7476a24 */
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts of all tenants, for admins */
        get: operations["get_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What accounts are called, for admins */
        get: operations["get_accounts_names"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a suspended account */
        post: operations["post_accounts_id_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspend an account and end its sessions */
        post: operations["post_accounts_id_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/text-mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let somebody who cannot read pictures have customers' text as text, on a device of the highest level */
        put: operations["put_accounts_id_text_mode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply to serve customers */
        post: operations["post_applications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your application, its vetting questions and how far the interview is */
        get: operations["get_applications_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/mine/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a new interview while the score of this one waits for a person */
        post: operations["post_applications_mine_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/mine/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** State a document: checked by its own rules, kept sealed, shown masked; before the vetting questions */
        put: operations["put_applications_mine_identity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/mine/retake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the interview again, from the date of the policy on */
        post: operations["post_applications_mine_retake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/mine/vetting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Answer the vetting questions; opens the interview */
        put: operations["put_applications_mine_vetting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attestation/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions that are trusted now, and by what */
        get: operations["get_attestation_fleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attestation/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who would lose or gain a level under another policy */
        post: operations["post_attestation_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Newest signed checkpoint of the log */
        get: operations["get_audit_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof that an older log is a beginning of the newest */
        get: operations["get_audit_consistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Audit log, newest first */
        get: operations["get_audit_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/entries/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof that an entry is in the log */
        get: operations["get_audit_entries_id_proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole log as JSON lines, for an offline verifier */
        get: operations["get_audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bank-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a bank's status report or statement */
        post: operations["post_bank_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/camera/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use such a code, once */
        post: operations["post_camera_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/camera/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell how the telephone's camera does; no pictures */
        post: operations["post_camera_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/case-outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How cases of the last year ended, by rule, group of workers and judge */
        get: operations["get_case_outcomes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is contested, newest first: my own; for judges all */
        get: operations["get_cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case with its frozen evidence; judges do not see the first verdict before their own */
        get: operations["get_cases_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Appeal against a verdict about me */
        post: operations["post_cases_id_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide a case that somebody else judged first */
        post: operations["post_cases_id_verdict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your certificates */
        get: operations["get_certificates_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your certificate as a signed credential to carry away */
        get: operations["get_certificates_id_credential"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, newest first */
        get: operations["get_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation with its messages, masked */
        get: operations["get_conversations_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the conversation and begin wrap-up */
        post: operations["post_conversations_id_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/drafts/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The verdict a draft would get, with a receipt; not recorded */
        post: operations["post_conversations_id_drafts_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/lesson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a conversation that is over teaches, masked: to make a scenario of it */
        get: operations["get_conversations_id_lesson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the customer */
        post: operations["post_conversations_id_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/monitor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to listen in; the worker is told */
        post: operations["post_conversations_id_monitor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/pictures/{what}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a customer wrote, or the enterprise's system told (`context`), as a watermarked picture */
        get: operations["get_conversations_id_pictures_what"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/pictures/{what}/pick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which hidden value stands at a place of a picture */
        post: operations["post_conversations_id_pictures_what_pick"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/procedure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the procedure of a conversation stands, or which can be begun */
        get: operations["get_conversations_id_procedure"];
        put?: never;
        /** Begin a procedure of the task's skill */
        post: operations["post_conversations_id_procedure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/procedure/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do a step of the procedure, or leave it out */
        post: operations["post_conversations_id_procedure_steps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as read */
        post: operations["post_conversations_id_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the conversation from whoever serves it; it goes to somebody else */
        post: operations["post_conversations_id_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Serve the customer in person from now on */
        post: operations["post_conversations_id_take_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens of a conversation and what may be done with each */
        get: operations["get_conversations_id_tokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tokens/{token}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a hidden number called; it is not shown */
        post: operations["post_conversations_id_tokens_token_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tokens/{token}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compare the end of a hidden value without seeing it */
        post: operations["post_conversations_id_tokens_token_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tokens/{token}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See a hidden value for a purpose; the look is audited first */
        post: operations["post_conversations_id_tokens_token_reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tokens/{token}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a hidden value to the enterprise's own system; it is not shown */
        post: operations["post_conversations_id_tokens_token_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the customer that somebody types; no text, nothing kept */
        post: operations["post_conversations_id_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/whispers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the worker something that the customer does not see */
        post: operations["post_conversations_id_whispers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the enterprise's work cost, day by day */
        get: operations["get_costs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs/pieces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pieces that were paid, newest first, and whether they may be rejected */
        get: operations["get_costs_pieces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/courses/{skill}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A course: lessons, quizzes and the terms of its exam */
        get: operations["get_courses_skill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/courses/{skill}/lessons/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a lesson's quiz */
        post: operations["post_courses_skill_lessons_n"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/courses/{skill}/mastery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What you know of a skill, and what to learn next */
        get: operations["get_courses_skill_mastery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The credit line, what is owed and what may still be drawn */
        get: operations["get_credit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credit-lines/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set what an enterprise may owe */
        put: operations["put_credit_lines_tenant"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Automated decisions, newest first: admins all, others their own */
        get: operations["get_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One decision with inputs, policy and reasons */
        get: operations["get_decisions_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide again from the recorded inputs and policy */
        post: operations["post_decisions_id_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything the desk shows */
        get: operations["get_desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where my session's guard stands, and what it asks */
        get: operations["get_desk_guard"];
        put?: never;
        /** Begin the guard; its person has agreed to the cameras (purpose camera_guard) */
        post: operations["post_desk_guard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/break": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a break: cameras and work stop at once */
        post: operations["post_desk_guard_break"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/cameras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Telephones that are this session's cameras */
        get: operations["get_desk_guard_cameras"];
        put?: never;
        /** Show a code by which a telephone becomes this session's camera */
        post: operations["post_desk_guard_cameras"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask me now: my page saw something */
        post: operations["post_desk_guard_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a blurred picture of what the guard just saw; three at most */
        post: operations["post_desk_guard_evidence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come back from the break */
        post: operations["post_desk_guard_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/guard/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a challenge with a signed verdict */
        post: operations["post_desk_guard_verdict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep presence and the tasks being served */
        post: operations["post_desk_heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Go online, take a break, or go offline */
        put: operations["put_desk_presence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/rhythm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it is still I who type, and what spoke against it */
        get: operations["get_desk_rhythm"];
        put?: never;
        /** Report how keys were typed, as counts and moments by class, never which; and what the page's own guard noticed */
        post: operations["post_desk_rhythm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My earnings: today, this month, and line by line with the formula */
        get: operations["get_earnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/month": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A month of my pay: what an hour really paid, what is held and why, what comes next */
        get: operations["get_earnings_month"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One earning with the journal entries behind it */
        get: operations["get_earnings_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim a part of final pay back: the worker may appeal, later pay is taken up to the cap only */
        post: operations["post_earnings_id_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/{id}/dispute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dispute what a piece paid: a judge decides within 14 days, or you have won */
        post: operations["post_earnings_id_dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/{id}/penalty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Propose a penalty on a piece: held within the caps, never income */
        post: operations["post_earnings_id_penalty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earnings/{id}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a piece within its window: its pay is held, and the worker may appeal */
        post: operations["post_earnings_id_rejection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Erasures, newest first: an enterprise's customers, or all for admins */
        get: operations["get_erasures"];
        put?: never;
        /** Have somebody's data erased on their request */
        post: operations["post_erasures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures/{id}/carry-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a waiting erasure carried out now */
        post: operations["post_erasures_id_carry_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/escrow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Free, reserved and spent money of the enterprise */
        get: operations["get_escrow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/escrow/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prepay work */
        post: operations["post_escrow_deposits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/escrow/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Journal lines of the enterprise's escrow, newest first */
        get: operations["get_escrow_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation-judges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How judges did by known answers */
        get: operations["get_evaluation_judges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How conversations were evaluated: a worker's own, an enterprise's, or all */
        get: operations["get_evaluations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations that two people score, and how far they agree */
        get: operations["get_evaluations_sample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations/{id}/contests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts of mine that were stopped or warned of, and what I contested of a conversation */
        get: operations["get_evaluations_id_contests"];
        put?: never;
        /** Contest an item of an evaluation, a stopped draft, or a warning */
        post: operations["post_evaluations_id_contests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations/{id}/gold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the answer known that two people gave alike; later judges are measured by it */
        post: operations["post_evaluations_id_gold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Score a conversation of the sample */
        post: operations["post_evaluations_id_reviews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin an exam, or go on with the one under way */
        post: operations["post_exams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exams/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand an exam in; answers cannot be changed */
        post: operations["post_exams_id_answers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is out of the ordinary, grouped by worker and cause, heaviest first, with evidence */
        get: operations["get_exceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions/handle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Handle groups, all or none */
        post: operations["post_exceptions_handle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book a prepayment in another currency that the bank has exchanged */
        post: operations["post_exchanges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copies of everybody, for admins */
        get: operations["get_exports"];
        put?: never;
        /** Ask for a copy of somebody's data on their request */
        post: operations["post_exports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a copy is */
        get: operations["get_exports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{id}/files/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a copy that is ready */
        get: operations["get_exports_id_files_part"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Legal holds, newest first */
        get: operations["get_holds"];
        put?: never;
        /** Propose a legal hold; it holds at once and lapses when no second person confirms */
        post: operations["post_holds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/holds/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm a hold, ask to lift it, confirm the lifting, or keep it */
        post: operations["post_holds_id_steps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbound/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A message from the enterprise's own system; signed with the project's inbound key */
        post: operations["post_inbound_id_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases of the guard, newest first */
        get: operations["get_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A case with its timeline */
        get: operations["get_incidents_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dismiss a case, or confirm its penalty as one of two people */
        post: operations["post_incidents_id_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A case's pictures and when each is deleted */
        get: operations["get_incidents_id_evidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/evidence/{picture}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One picture of a case; the look is audited */
        get: operations["get_incidents_id_evidence_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interview-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The interview policy in force */
        get: operations["get_interview_rules"];
        put?: never;
        /** Put an interview policy in force and score again what was measured before */
        post: operations["post_interview_rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your interview room: the parts and their content */
        get: operations["get_interviews_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/business": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in the answers to the business questions */
        post: operations["post_interviews_mine_business"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/dialogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say one thing to the scripted customer */
        post: operations["post_interviews_mine_dialogue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The result with its reasons */
        get: operations["get_interviews_mine_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in the information-security answers */
        post: operations["post_interviews_mine_security"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell what the page noticed: leaving, pauses, another screen */
        post: operations["post_interviews_mine_signals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand the interview in for scoring */
        post: operations["post_interviews_mine_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/interviews/mine/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in one text of the typing test with its log of key presses */
        post: operations["post_interviews_mine_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation and be signed in */
        post: operations["post_invitations_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation asks */
        post: operations["post_invitations_look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invoices and credit notes, newest first; their lines sum to the journal */
        get: operations["get_invoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invoices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One invoice */
        get: operations["get_invoices_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invoices/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines of an invoice as CSV */
        get: operations["get_invoices_id_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Background jobs, newest first */
        get: operations["get_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Posted lines of the journal, newest first */
        get: operations["get_journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the books balance: debits, credits, and balances against the journal */
        get: operations["get_journal_check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger-seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sealed days of the journal, newest first */
        get: operations["get_ledger_seals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Newest checkpoint as a signed note with its witnesses' cosignatures */
        get: operations["get_log_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/cosignatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A witness's signature over a checkpoint */
        post: operations["post_log_cosignatures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/rows/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof that a verdict or an offer is in the log */
        get: operations["get_log_rows_kind_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/tiles/{level}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Up to 256 hashes of the log's tree, 32 bytes each */
        get: operations["get_log_tiles_level_number"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/masking/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Masking policies that projects may choose, and drafts */
        get: operations["get_masking_policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/masking/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A masking policy's text, versions and what it does with each kind of value */
        get: operations["get_masking_policies_id"];
        /** Keep a masking policy as a draft; a text whose vectors fail is refused */
        put: operations["put_masking_policies_id"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/masking/policies/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a kept version in force */
        post: operations["post_masking_policies_id_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/masking/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a worker would see of a sample text */
        post: operations["post_masking_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed-in person */
        get: operations["get_me"];
        /** Change my name or language */
        put: operations["put_me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/attest/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to attest this session with a passkey */
        post: operations["post_me_attest_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/attest/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish attesting this session; its posture rises to level 1 */
        post: operations["post_me_attest_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/consents/{purpose}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Grant or withdraw one purpose; each decision leaves a receipt */
        put: operations["put_me_consents_purpose"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My attested devices */
        get: operations["get_me_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol an authenticator whose maker vouches for it */
        post: operations["post_me_devices_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling an authenticator */
        post: operations["post_me_devices_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/tpm/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol a TPM */
        post: operations["post_me_devices_tpm_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/tpm/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling a TPM */
        post: operations["post_me_devices_tpm_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one of my devices */
        delete: operations["delete_me_devices_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an erasure of my data waits for and would keep */
        get: operations["get_me_erasure"];
        put?: never;
        /** Ask that my data be erased */
        post: operations["post_me_erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/erasure/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back that my data be erased */
        post: operations["post_me_erasure_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My copies */
        get: operations["get_me_exports"];
        put?: never;
        /** Ask for a copy of my data */
        post: operations["post_me_exports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My own cases */
        get: operations["get_me_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notification-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By which ways I am told */
        get: operations["get_me_notification_settings"];
        /** Choose by which ways I am told */
        put: operations["put_me_notification_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I was told, newest first */
        get: operations["get_me_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notification as read */
        post: operations["post_me_notifications_id_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My passkeys */
        get: operations["get_me_passkeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol a passkey on this device */
        post: operations["post_me_passkeys_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling a passkey */
        post: operations["post_me_passkeys_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove one of my passkeys */
        post: operations["post_me_passkeys_id_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change my password; my other sessions end */
        put: operations["put_me_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far this session is trusted */
        get: operations["get_me_posture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/beat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep this session's level up with a signed heartbeat */
        post: operations["post_me_posture_beat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to prove this session with an attested device */
        post: operations["post_me_posture_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish proving this session */
        post: operations["post_me_posture_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/pixels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Work with pictures: what is most sensitive reaches this session drawn */
        post: operations["post_me_posture_pixels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/quote/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a TPM quote for one of my sessions */
        post: operations["post_me_posture_quote_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/posture/quote/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish a TPM quote */
        post: operations["post_me_posture_quote_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where I am signed in */
        get: operations["get_me_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sessions */
        delete: operations["delete_me_sessions_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who works for my enterprise, and who was asked */
        get: operations["get_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask somebody by mail to work for my enterprise */
        post: operations["post_members_invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["delete_members_invitations_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make somebody a member or an owner */
        put: operations["put_members_id"];
        post?: never;
        /** Remove somebody; their sessions end */
        delete: operations["delete_members_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/odd-exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exams answered faster, more evenly or longer than anybody can; for review, nothing was decided by it */
        get: operations["get_odd_exams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an offer */
        post: operations["post_offers_id_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pass an offer on */
        post: operations["post_offers_id_decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Capacity orders with what they cost so far, newest first */
        get: operations["get_orders"];
        put?: never;
        /** Order capacity: its budget is set aside from escrow */
        post: operations["post_orders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order with the journal lines of its budget */
        get: operations["get_orders_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call an order off; unspent money returns to escrow */
        post: operations["post_orders_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/standby": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stand by in an order's reserved peak: paid whether customers come or not */
        post: operations["post_orders_id_standby"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events that could not be delivered */
        get: operations["get_outbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a code to set a new password with */
        post: operations["post_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-reset/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with the code; every session ends */
        post: operations["post_password_reset_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/engine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether patrol is in service */
        get: operations["get_patrol_engine"];
        /** Take patrol out of service, or back */
        put: operations["put_patrol_engine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The enterprise's own patrol rules and their versions */
        get: operations["get_patrol_rules"];
        /** Keep patrol rules as a draft; a text whose vectors fail is refused with its line */
        put: operations["put_patrol_rules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/rules/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a kept version in force */
        post: operations["post_patrol_rules_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/rules/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What rules would have stopped of the enterprise's past conversations; changes nothing */
        post: operations["post_patrol_rules_try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where my pay goes: the last characters of the account */
        get: operations["get_payee"];
        /** Set where my pay goes */
        put: operations["put_payee"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches of payouts, newest first */
        get: operations["get_payout_batches"];
        put?: never;
        /** Build a batch of what a closed month still owes */
        post: operations["post_payout_batches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A batch and its payouts by state */
        get: operations["get_payout_batches_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches/{id}/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a batch; large ones need two people */
        post: operations["post_payout_batches_id_approvals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ISO 20022 pain.001.001.09 file of a submitted batch */
        get: operations["get_payout_batches_id_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches/{id}/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The payouts that a batch consists of */
        get: operations["get_payout_batches_id_payouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payout-batches/{id}/submission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Instruct an approved batch */
        post: operations["post_payout_batches_id_submission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments to me and where they are */
        get: operations["get_payouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payouts/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was said about a payout, by whom, and what it made of it */
        get: operations["get_payouts_id_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payouts/{id}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the wallet of a payout at once what became of it */
        post: operations["post_payouts_id_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rule files in force and their earlier versions */
        get: operations["get_policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The text of a rule file, by the hash of its bytes */
        get: operations["get_policies_hash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/postpaid-invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Postpaid invoices, newest first */
        get: operations["get_postpaid_invoices"];
        put?: never;
        /** Draw on the credit line: an invoice to be paid later, and as much free money now */
        post: operations["post_postpaid_invoices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/postpaid-invoices/{id}/credit-note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Credit a part of a postpaid invoice back */
        post: operations["post_postpaid_invoices_id_credit_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/postpaid-invoices/{id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book what an enterprise paid for a postpaid invoice */
        post: operations["post_postpaid_invoices_id_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The procedures there are: your own, and the platform's to begin from */
        get: operations["get_procedures"];
        /** Keep a procedure as a draft; an unfit text is refused with its lines */
        put: operations["put_procedures"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a text, by line, rule and hint, and its steps as a graph */
        post: operations["post_procedures_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The procedures in a list of guidelines or a graph of states, as texts */
        post: operations["post_procedures_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The way a seeded customer takes through a text; changes nothing */
        post: operations["post_procedures_simulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of a procedure, with their texts */
        get: operations["get_procedures_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures/{name}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a kept version in force, all at once */
        post: operations["post_procedures_name_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Projects, newest first */
        get: operations["get_projects"];
        put?: never;
        /** Make a project */
        post: operations["post_projects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project */
        get: operations["get_projects_id"];
        /** Change a project; tasks already funded keep their price */
        put: operations["put_projects_id"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/channel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the enterprise's own systems take part in a project */
        get: operations["get_projects_id_channel"];
        /** Set the address that replies, calls and values are posted to */
        put: operations["put_projects_id_channel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/channel/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new key, which ends the one before; it is shown this once */
        post: operations["post_projects_id_channel_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/quality-pool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fill the pool that pays more for better work when the month closes */
        post: operations["post_projects_id_quality_pool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/quality-pool/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back what the quality pool holds */
        post: operations["post_projects_id_quality_pool_return"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a piece, a step and a minute of a project cost, now and as announced */
        get: operations["get_projects_id_rates"];
        /** Announce rates; those by which people may earn less need 30 days' notice */
        put: operations["put_projects_id_rates"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/service-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How well a project's customers were answered */
        get: operations["get_projects_id_service_level"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/widget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The script tag that puts the chat widget on a page */
        get: operations["get_projects_id_widget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/certificates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a certificate counts */
        get: operations["get_public_certificates_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a carried credential is genuine and still counts */
        post: operations["post_public_credentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an hour pays people here, computed from what was paid; nothing about fewer than 20 people */
        get: operations["get_public_earnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate of an erasure, for whoever has its number */
        get: operations["get_public_erasures_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rail-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files to and from banks, newest first, and how far each has come */
        get: operations["get_rail_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways in which money leaves, and which of them jobs speak to */
        get: operations["get_rails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rails/alipay/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Alipay's word on a transfer, signed by it; answered with the text `success` */
        post: operations["post_rails_alipay_notices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rails/wechat/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** WeChat's word on a transfer, signed and sealed by it */
        post: operations["post_rails_wechat_notices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receivables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workers who were paid too much, and what they owe */
        get: operations["get_receivables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receivables/{worker}/write-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up what a worker owes */
        post: operations["post_receivables_worker_write_off"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Money that was taken out, newest first */
        get: operations["get_refunds"];
        put?: never;
        /** Take free money out of escrow */
        post: operations["post_refunds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/refunds/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the bank said about a refund */
        post: operations["post_refunds_id_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/remittances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was paid to the tax office, newest first */
        get: operations["get_remittances"];
        put?: never;
        /** Pay everything that is withheld under a filing's number */
        post: operations["post_remittances"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/remittances/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A payment to the tax office with the journal lines behind it */
        get: operations["get_remittances_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rescores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Passes that scored again under a new policy, newest first, with their progress */
        get: operations["get_rescores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rescores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One pass and what it changed */
        get: operations["get_rescores_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long everything is kept, and when the next of it goes */
        get: operations["get_retention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the clocks now */
        post: operations["post_retention_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications that wait for a person */
        get: operations["get_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{application_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One application for review: transcript, recordings, what the page noticed; no name */
        get: operations["get_reviews_application_id"];
        put?: never;
        /** Admit or decline an application */
        post: operations["post_reviews_application_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{application_id}/recordings/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One recording; listening is written to the audit trail */
        get: operations["get_reviews_application_id_recordings_upload_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenario-choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a scenario can be filled with: procedures, slots, steps and personas */
        get: operations["get_scenario_choices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your scenarios for the simulator */
        get: operations["get_scenarios"];
        /** Keep a scenario as a draft; an unfit one is refused with its lines */
        put: operations["put_scenarios"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a scenario, by file, line, rule and hint; as text and as form */
        post: operations["post_scenarios_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A seeded customer of the scenario, served by the book; changes nothing */
        post: operations["post_scenarios_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of a scenario, as texts and forms */
        get: operations["get_scenarios_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{name}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a kept version in force, all at once */
        post: operations["post_scenarios_name_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Closed periods and their sums */
        get: operations["get_settlements"];
        put?: never;
        /** Close a month now: final pay, tax, statements */
        post: operations["post_settlements"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settlements/{period}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statements that a closed period consists of */
        get: operations["get_settlements_period"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settlements/{period}/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay a closed month again under a draft of a rule: who would gain, who would lose. Writes nothing */
        post: operations["post_settlements_period_what_if"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with address and password */
        post: operations["post_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session */
        post: operations["post_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up; a code is sent to the address */
        post: operations["post_sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a simulated conversation */
        post: operations["post_simulations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulations/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dialogues you can train on */
        get: operations["get_simulations_scenarios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A simulated conversation, with advice on the last turn */
        get: operations["get_simulations_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulations/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a simulated conversation and have it judged */
        post: operations["post_simulations_id_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulations/{id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say a sentence or use a tool; the customer answers */
        post: operations["post_simulations_id_turns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The skills there are, and how far you are with each */
        get: operations["get_skills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/standby": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reserved peak minutes that I may book, and those I booked */
        get: operations["get_standby"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/standby/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a booking back before it begins */
        post: operations["post_standby_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My statements */
        get: operations["get_statements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A statement line by line, with tax step by step and the document to compute again */
        get: operations["get_statements_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statements/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines of a statement as CSV */
        get: operations["get_statements_id_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/supervision/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep what was taken over: a supervisor's heartbeat */
        post: operations["post_supervision_keep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Surges of the enterprise and what their pools still hold */
        get: operations["get_surges"];
        put?: never;
        /** Fill a pool that pays more while people are missing */
        post: operations["post_surges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surges/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a surge; unspent money returns to escrow */
        post: operations["post_surges_id_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks, newest first */
        get: operations["get_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who could take a conversation over now, the longest idle first */
        get: operations["get_tasks_id_colleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was offered a task, and why */
        get: operations["get_tasks_id_offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Skills a conversation can be handed to */
        get: operations["get_tasks_id_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a served task from its worker; it goes to somebody else */
        post: operations["post_tasks_id_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a conversation over; it stays yours until somebody accepts */
        post: operations["post_tasks_id_transfer"];
        /** Keep a conversation after all */
        delete: operations["delete_tasks_id_transfer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End wrap-up: the piece is done */
        post: operations["post_tasks_id_wrap_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a test call: you are ready now */
        post: operations["post_test_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/duties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Test calls that you could play the customer in, or score */
        get: operations["get_test_calls_duties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your test calls, newest first */
        get: operations["get_test_calls_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A test call as your part of it sees it */
        get: operations["get_test_calls_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an offered part go by; the next one is asked */
        post: operations["post_test_calls_id_decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the call; it is scored, or waits for another assessor when too little was said */
        post: operations["post_test_calls_id_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say a line; both sides are patrolled */
        post: operations["post_test_calls_id_lines"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Score a test call, blind and once */
        post: operations["post_test_calls_id_scores"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/test-calls/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Play the customer, or take the call to score it */
        post: operations["post_test_calls_id_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the refresh cookie for a fresh access token */
        post: operations["post_token_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a recording; an open one is dropped */
        post: operations["post_uploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an upload stands, to go on after a cut */
        get: operations["get_uploads_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}/chunks/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Send chunk n, its SHA-256 in X-Sha256 */
        put: operations["put_uploads_id_chunks_n"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close an upload; the recording passes the gates or has to be redone */
        post: operations["post_uploads_id_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the code back and be signed in */
        post: operations["post_verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verify-email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a fresh code */
        post: operations["post_verify_email_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live numbers per project */
        get: operations["get_wall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the conversation */
        post: operations["post_widget_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an erasure of a customer's data waits for and would keep */
        get: operations["get_widget_erasure"];
        put?: never;
        /** A customer asks that their data be erased */
        post: operations["post_widget_erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A customer's copies */
        get: operations["get_widget_exports"];
        put?: never;
        /** A customer asks for a copy of their data */
        post: operations["post_widget_exports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/exports/{id}/files/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a customer's copy */
        get: operations["get_widget_exports_id_files_part"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something; opens a conversation when none is open */
        post: operations["post_widget_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/rating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rate the conversation, once */
        post: operations["post_widget_rating"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin or resume a visit */
        post: operations["post_widget_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/thread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer's conversation */
        get: operations["get_widget_thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/widget/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the desk that the customer types; no text, nothing kept */
        post: operations["post_widget_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Accepts an invitation. */
        AcceptInvitation: {
            locale: components["schemas"]["Locale"];
            name: string;
            password: string;
            token: string;
        };
        /** @description What the worker now serves. */
        Accepted: {
            conversation_id: components["schemas"]["Id"];
            task_id: components["schemas"]["Id"];
        };
        Account: {
            iban: string;
        } | {
            /** @description A domestic account number. */
            other: string;
        };
        /** @description What an account is called. */
        AccountName: {
            id: components["schemas"]["Id"];
            /** @description Empty for who is not known, or erased. */
            name: string;
        };
        /** @description Names in the order asked for. */
        AccountNames: {
            items: components["schemas"]["AccountName"][];
        };
        /** @description An account in the admin's list. */
        AccountRow: {
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
            state: components["schemas"]["AccountState"];
            tenant: components["schemas"]["TenantView"];
        };
        /**
         * @description Whether an account may act.
         * @enum {string}
         */
        AccountState: "active" | "suspended";
        /** @description A blurred picture of at most 640 by 480 pixels: JPEG, base64url. */
        AddEvidence: {
            picture: string;
            /** @description Where a telephone was found: left, top, width and height as shares of the picture. This part is kept less coarse. */
            telephone?: number[] | null;
        };
        /**
         * @description Why pay moved.
         * @enum {string}
         */
        AdjustmentKind: "quality" | "floor" | "standby" | "held" | "released" | "interest" | "back_pay" | "assessment" | "rejudged";
        /** @description The same line on a statement. */
        AdjustmentLine: {
            /** Format: int64 */
            amount_minor: number;
            day: string;
            decision?: components["schemas"]["Id"] | null;
            facts: Record<string, unknown>;
            id: components["schemas"]["Id"];
            kind: components["schemas"]["AdjustmentKind"];
            policy_hash: string;
            project?: components["schemas"]["Id"] | null;
        };
        Advice: {
            kind: components["schemas"]["AdviceKind"];
            /** @description The rule: a patrol rule, `sop:<procedure>#<step>/<rule>` or `customer/<rule>`. */
            rule: string;
            text: string;
        };
        /**
         * @description Where advice comes from.
         * @enum {string}
         */
        AdviceKind: "next_step" | "conformance" | "patrol" | "customer";
        /** @description Who serves, by pseudonym. */
        Agent: {
            name: string;
        };
        /** @description How far two people agree: over items both gave points for, the share of equal points, and Cohen's kappa beyond chance. */
        Agreement: {
            /**
             * Format: u-int8
             * @description Share of equal points, per cent.
             */
            equal: number;
            /** @description Items that two people scored. */
            items: number;
            /**
             * Format: int8
             * @description −100 to 100; absent when chance alone would always agree.
             */
            kappa?: number | null;
        };
        Answer: {
            option: string;
            question: string;
        };
        AppealBody: {
            /** @description At most 2000 characters; sealed. */
            words: string;
        };
        AppealInterview: {
            /** @description What went wrong; at most 2000 characters, sealed, read by judges only. */
            words: string;
        };
        /**
         * @description Where an application stands.
         * @enum {string}
         */
        ApplicationState: "draft" | "interview" | "scoring" | "admitted" | "review" | "declined";
        ApplicationView: {
            created_at: components["schemas"]["Ts"];
            decided_at?: components["schemas"]["Ts"] | null;
            decision_id?: components["schemas"]["Id"] | null;
            id: components["schemas"]["Id"];
            identity?: components["schemas"]["IdentityView"] | null;
            interview?: components["schemas"]["InterviewBrief"] | null;
            state: components["schemas"]["ApplicationState"];
            submitted_at?: components["schemas"]["Ts"] | null;
            vetting: components["schemas"]["VettingView"];
        };
        Ask: {
            /** @description Values the page would know of its customer. */
            known?: components["schemas"]["KnownValue"][];
            /** @description Id of a shipped policy, or of one that the enterprise published; `base-cn` when absent. */
            policy?: string | null;
            /** @description A policy's own text, tried before it is published; takes the place of `policy`. */
            source?: string | null;
            /** @description At most 10 000 characters. */
            text: string;
        };
        /** @description Asks for a code with which a new password can be set. */
        AskReset: {
            email: string;
        };
        /** @description How far this session is trusted now. */
        Attested: {
            posture: components["schemas"]["Posture"];
        };
        /** @description A device in its person's list. */
        AttestedDevice: {
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            kind: components["schemas"]["DeviceKind"];
            label: string;
            /** @description The maker's name for it, from the policy. */
            model: string;
            used_at?: components["schemas"]["Ts"] | null;
        };
        /** @description My devices, oldest first. */
        AttestedDevices: {
            items: components["schemas"]["AttestedDevice"][];
        };
        /** @description A bank. */
        BankAgent: {
            bic: string;
        } | {
            /** @description Clearing system and number in it, e.g. `CNAPS` and twelve digits. */
            clearing: string[];
        };
        BatchDetail: components["schemas"]["BatchView"] & {
            /** Format: int64 */
            approvals: number;
            states: components["schemas"]["StateCount"][];
        };
        /** @description A payout as administrators see it. */
        BatchPayoutView: components["schemas"]["PayoutView"] & {
            worker: components["schemas"]["Id"];
        };
        /**
         * @description Where a batch is.
         * @enum {string}
         */
        BatchState: "draft" | "approved" | "submitted" | "canceled";
        BatchView: {
            /**
             * Format: int64
             * @description People that have to approve.
             */
            approvals_needed: number;
            changed_at: components["schemas"]["Ts"];
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            made_by: components["schemas"]["Id"];
            /** Format: int64 */
            payouts: number;
            period: string;
            state: components["schemas"]["BatchState"];
            sum: components["schemas"]["Money"];
        };
        Begin: {
            mode?: components["schemas"]["Mode"];
            scenario: string;
            /**
             * Format: u-int32
             * @description Repeats a conversation; for practice only.
             */
            seed?: number | null;
        };
        BeginProcedure: {
            procedure: string;
        };
        /** @description The session's own key: an uncompressed P-256 point, base64url. */
        BeginProof: {
            session_key: string;
        };
        /** @description Which TPM quotes, and for which of my sessions. */
        BeginQuote: {
            device_id: components["schemas"]["Id"];
            /**
             * @description Asked by the session's own page, which hands the question to its machine's agent: the quote answers
             *     SHA-256("tidecrew quote near 1\n", the hashes of nonce, session and key). Else it answers
             *     SHA-256("tidecrew quote by word 1\n", nonce).
             */
            near?: boolean;
            session_id: components["schemas"]["Id"];
        };
        /** @description A TPM that wants to enrol. Keys are base64url. */
        BeginTpm: {
            ak_public: string;
            /** @description PEM, the endorsement certificate first. */
            ek_certificates: string;
            ek_public: string;
            label: string;
        };
        BeginUpload: {
            /** @description Media type as the recorder names it, e.g. `audio/webm;codecs=opus`. */
            mime: string;
            purpose: components["schemas"]["UploadPurpose"];
        };
        BookingBody: {
            from: components["schemas"]["Ts"];
            until: components["schemas"]["Ts"];
        };
        BookingMade: {
            id: components["schemas"]["Id"];
        };
        BookingView: {
            from: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            /** @description For all of it; less when you are not there, nothing for minutes in which work paid you. */
            most: components["schemas"]["Money"];
            /** Format: int64 */
            paid_seconds: number;
            state: components["schemas"]["StandbyState"];
            until: components["schemas"]["Ts"];
        };
        /** @description A text in both languages. */
        BothTexts: {
            en: string;
            zh: string;
        };
        BuildBody: {
            /** @description A closed month, `2026-11`. */
            period: string;
        };
        /** @description A code for a telephone, used once, within five minutes. */
        CameraCode: {
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            /** @description The same as rows of a QR code, `#` for dark. */
            qr: string[];
            /** @description What the telephone opens. */
            url: string;
        };
        /** @description How the desk's guard stands; absent once there is nothing left to watch. */
        CameraHeard: {
            guard?: string | null;
        };
        /** @description What a telephone says of its camera. */
        CameraReport: {
            /** Format: double */
            fps: number;
            /** Format: u-int64 */
            frame_no: number;
            /** @description Of the newest frame's pixels, 64 hexadecimal digits. */
            frame_sha256: string;
            /** @description As its browser names it. */
            label: string;
            /** @description `live`, `covered`, `frozen` or `gone`. */
            state: string;
        };
        /** @description A case whole. */
        CaseDetail: components["schemas"]["CaseView"] & {
            /** Format: int64 */
            award_minor?: number | null;
            /** @description Ids, hashes and numbers as they were when the case began. */
            evidence: Record<string, unknown>;
            /** @description SHA-256 of the evidence as canonical JSON; it stands in the audit log. */
            evidence_hash: string;
            /** @description Why the first verdict was given, as a code. A judge sees it only after their own. */
            first_code?: string | null;
            /** @description It went to a judge at once, because so many were judged alike. */
            guarded: boolean;
            /** @description Whether you may judge it now. */
            may_judge: boolean;
            reason?: string | null;
            /** @description Id of the rule that decided, and the judge's reason. */
            rule?: string | null;
            /** @description What its subject says. */
            words?: string | null;
        };
        /** @description The case that began. */
        CaseMade: {
            case_id: components["schemas"]["Id"];
        };
        /**
         * @description For whom it was resolved.
         * @enum {string}
         */
        CaseOutcome: "for_subject" | "against_subject";
        CaseOutcomes: {
            items: components["schemas"]["Outcomes"][];
        };
        /**
         * @description Where a case stands.
         * @enum {string}
         */
        CaseState: "noticed" | "open" | "resolved";
        /** @description A case at a glance. */
        CaseView: {
            answer_by?: components["schemas"]["Ts"] | null;
            decide_by?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            /** @description `rejection`, `penalty`, `pay`, or another domain's word. */
            kind: string;
            opened_at: components["schemas"]["Ts"];
            outcome?: components["schemas"]["CaseOutcome"] | null;
            ref_id: components["schemas"]["Id"];
            ref_kind: string;
            resolved_at?: components["schemas"]["Ts"] | null;
            resolved_by?: components["schemas"]["ResolvedBy"] | null;
            state: components["schemas"]["CaseState"];
            subject: components["schemas"]["Id"];
        };
        /**
         * @description Why something reaches a human.
         * @enum {string}
         */
        Cause: "self_harm" | "escalation" | "customer_abuse" | "risk" | "blocks" | "override" | "quality" | "lease" | "unjudged";
        /** @description How well one step or topic is known. */
        CellView: {
            /** @description `topic/<topic>` or `sop/<procedure>/<step>`. */
            cell: string;
            mastered: boolean;
            /** Format: int64 */
            percent: number;
            /** Format: int64 */
            seen: number;
        };
        /** @description What to hand to `navigator.credentials`, and what to name when its answer comes. */
        CeremonyView: {
            ceremony_id: components["schemas"]["Id"];
            options: Record<string, unknown>;
        };
        /**
         * @description Life of a certificate. Only a valid one counts, and only before it expires.
         * @enum {string}
         */
        CertificateState: "valid" | "suspended" | "expired" | "revoked";
        CertificateView: {
            /** @description SHA-256 over the decision it rests on. */
            evidence_hash: string;
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            issued_at: components["schemas"]["Ts"];
            /** Format: int64 */
            level: number;
            live_at?: components["schemas"]["Ts"] | null;
            skill: string;
            state: components["schemas"]["CertificateState"];
        };
        Certificates: {
            items: components["schemas"]["CertificateView"][];
        };
        /** @description A certificate with what proves it. */
        Certified: {
            certificate: components["schemas"]["ErasureCertificate"];
            proof?: components["schemas"]["ProofView"] | null;
            /** @description Ed25519, base64, by the key of the audit log. */
            signature: string;
            /** @description What was signed: `tidecrew/erasure` and the certificate as canonical JSON, a line each. */
            text: string;
        };
        /** @description What to change; absent fields stay. */
        ChangeBody: {
            is_drawn?: boolean | null;
            masking_policy?: string | null;
            name?: string | null;
            origins?: string[] | null;
            price?: components["schemas"]["Money"] | null;
            /** Format: u-int8 */
            sensitivity?: number | null;
            state?: components["schemas"]["ProjectState"] | null;
        };
        /** @description Changes what is given. */
        ChangeMe: {
            locale?: components["schemas"]["Locale"] | null;
            name?: string | null;
        };
        /** @description Changes a password that is known. */
        ChangePassword: {
            current: string;
            password: string;
        };
        ChangeRole: {
            role: components["schemas"]["MemberRole"];
        };
        /**
         * @description How customers reach the project.
         * @enum {string}
         */
        Channel: "chat";
        /** @description What of a project's channel is set up. Keys themselves are shown only when they are made. */
        ChannelView: {
            /** @description What is posted to `hook_url` is signed. */
            has_hook_key: boolean;
            /** @description The page's word on its customer is believed when the enterprise's server vouches for it. */
            has_identity_key: boolean;
            /** @description The enterprise's systems may send messages. */
            has_inbound_key: boolean;
            hook_url?: string | null;
            /** @description Path that messages are posted to. */
            inbound_path: string;
        };
        /**
         * @description Codes of the chart of accounts.
         * @enum {string}
         */
        Chart: "1010" | "1020" | "1040" | "1050" | "2010" | "2015" | "2020" | "2021" | "2022" | "2030" | "2031" | "2040" | "2041" | "2042" | "2050" | "2051" | "2060" | "4010" | "5010" | "5020" | "5030" | "5040";
        /** @description What a check of the ledger found. */
        Check: {
            /** Format: int64 */
            accounts: number;
            /** @description Nothing below is wrong. */
            balanced: boolean;
            /**
             * Format: int64
             * @description Sum of posted credits over all accounts, minor units.
             */
            credits_minor: number;
            /**
             * Format: int64
             * @description Sum of posted debits over all accounts, minor units.
             */
            debits_minor: number;
            /** Format: int64 */
            lines: number;
            /** Format: int64 */
            problem_count: number;
            /** @description What does not hold, at most fifty. */
            problems: string[];
        };
        Checked: {
            certificate?: components["schemas"]["PublicCertificate"] | null;
            standing: components["schemas"]["CredentialStanding"];
            valid: boolean;
        };
        /** @description The verdict a draft would get. */
        CheckedView: components["schemas"]["Verdict"] & {
            /** @description For [`Send::receipt`]: good for this text, conversation and worker, for ten minutes. */
            receipt: string;
        };
        /** @description A slot; of personal data only the token is ever here. */
        ChecklistSlot: {
            is_personal: boolean;
            /** @description `string`, `integer`, `number` or `boolean`. */
            kind: string;
            label: components["schemas"]["Said"];
            slot: string;
            value?: string | null;
            /** @description The only values allowed; empty for any. */
            values: string[];
        };
        ChecklistStep: {
            /** @description Slots it fills. */
            fills: string[];
            function: string;
            required: boolean;
            /** @description `done`, `current`, `skipped`, `ahead` or `open`. */
            state: string;
            step: string;
            /** Format: u-int32 */
            target_seconds: number;
            title: components["schemas"]["Said"];
        };
        /** @description A signed statement about the log. */
        CheckpointView: {
            at: components["schemas"]["Ts"];
            /** @description Public key, base64. */
            key: string;
            /** @description Root hash, hexadecimal. */
            root: string;
            /** @description Ed25519 over `text`, base64. */
            signature: string;
            /** Format: u-int64 */
            size: number;
            /** @description The signed text. */
            text: string;
        };
        Choice: {
            id: string;
            text: string;
        };
        ChoicePersona: {
            id: string;
            name: components["schemas"]["BothTexts"];
            /** Format: int64 */
            patience: number;
        };
        ChoiceProcedure: {
            name: string;
            own: boolean;
            skill?: string | null;
            slots: components["schemas"]["ChoiceSlot"][];
            steps: components["schemas"]["ChoiceStep"][];
            title: components["schemas"]["BothTexts"];
        };
        /** @description A slot that a scenario may fix; slots of personal data are left out. */
        ChoiceSlot: {
            /** @description `string`, `integer`, `number` or `boolean`. */
            kind: string;
            label: components["schemas"]["BothTexts"];
            name: string;
            /** @description The only values allowed; empty for any. */
            values: Record<string, unknown>[];
        };
        ChoiceStep: {
            name: string;
            title: components["schemas"]["BothTexts"];
        };
        ClaimBody: {
            /** @description What was paid too much, at most what the piece paid. */
            amount: components["schemas"]["Money"];
            reason: components["schemas"]["HoldReason"];
        };
        ClaimMade: {
            case_id: components["schemas"]["Id"];
        };
        /**
         * @description What kind of thing was found.
         * @enum {string}
         */
        Class: "off_platform" | "pii_leak" | "over_promise" | "abuse" | "policy_disparage" | "attitude" | "prompt_paste" | "escalation" | "self_harm" | "negative" | "missing_step" | "tenant_rule" | "unjudged";
        /**
         * @description How a group's clock stands.
         * @enum {string}
         */
        Clock: "fine" | "soon" | "late";
        CloseBody: {
            /** @description A month that is over, `2026-11`. */
            period: string;
        };
        /** @description Somebody a conversation can be handed to: a number and no name. */
        Colleague: {
            idle_since: components["schemas"]["Ts"];
            /**
             * Format: u-int8
             * @description Level in the task's skill, 1–5.
             */
            level: number;
            /** @description The last characters of the id, by which people are told apart. */
            number: string;
            worker: components["schemas"]["Id"];
        };
        Colleagues: {
            items: components["schemas"]["Colleague"][];
        };
        CompleteUpload: {
            /**
             * Format: int64
             * @description How many chunks were sent.
             */
            chunks: number;
            /**
             * Format: int64
             * @description What the recorder thinks the length is.
             */
            duration_ms: number;
            /** @description For a list of items: when each was shown, in ms from the beginning of the recording. */
            marks?: number[];
        };
        /** @description That an older log is a beginning of the newest (RFC 6962 consistency proof). */
        ConsistencyView: {
            checkpoint: components["schemas"]["CheckpointView"];
            /** Format: u-int64 */
            from: number;
            path: string[];
        };
        ContactRef: {
            /** @description A short pseudonym. */
            label: string;
            /** @description The page the customer wrote from, without its query. */
            page?: string | null;
        };
        /** @description What was contested, and the case it became. */
        Contest: {
            case_id: components["schemas"]["Id"];
            created_at: components["schemas"]["Ts"];
            kind: components["schemas"]["ContestKind"];
            /** @description Id of the item, or of the verdict. */
            name: string;
            state: components["schemas"]["ContestState"];
        };
        /**
         * @description What is contested.
         * @enum {string}
         */
        ContestKind: "item" | "verdict";
        /**
         * @description How it stands.
         * @enum {string}
         */
        ContestState: "open" | "won" | "lost";
        /** @description What of an application is contested, to its owner. */
        ContestedView: {
            answer_by?: components["schemas"]["Ts"] | null;
            case: components["schemas"]["Id"];
            decide_by?: components["schemas"]["Ts"] | null;
            /** @description `application` (a person declined) or `interview` (a new one is asked for). */
            kind: string;
            outcome?: components["schemas"]["CaseOutcome"] | null;
            state: components["schemas"]["CaseState"];
        };
        Contesting: {
            case_id: components["schemas"]["Id"];
        };
        Contests: {
            held: components["schemas"]["HeldDraft"][];
            items: components["schemas"]["Contest"][];
        };
        /** @description One conversation in a list. */
        ConversationLine: {
            closed_at?: components["schemas"]["Ts"] | null;
            cost?: components["schemas"]["Money"] | null;
            id: components["schemas"]["Id"];
            last_at: components["schemas"]["Ts"];
            /** Format: int64 */
            messages: number;
            opened_at: components["schemas"]["Ts"];
            project_id: components["schemas"]["Id"];
            project_name: string;
            /** Format: int64 */
            rating?: number | null;
            state: components["schemas"]["ConversationState"];
            worker?: components["schemas"]["Id"] | null;
        };
        /**
         * @description A conversation as shown: an open one waits or is served, as its task stands.
         * @enum {string}
         */
        ConversationState: "waiting" | "serving" | "wrapping" | "closed";
        /** @description A conversation with its messages, masked. */
        ConversationView: {
            closed_at?: components["schemas"]["Ts"] | null;
            contact: components["schemas"]["ContactRef"];
            /** @description What the enterprise's system told of the customer's matter, masked. */
            context?: unknown;
            cost?: components["schemas"]["Money"] | null;
            /** @description There is a picture `context`. */
            has_context: boolean;
            id: components["schemas"]["Id"];
            /** @description The customer's words, and what the enterprise's system told, are pictures. */
            is_drawn: boolean;
            /** @description Tokens that an answer may hold. */
            known_tokens: string[];
            messages: components["schemas"]["MessageView"][];
            opened_at: components["schemas"]["Ts"];
            project: components["schemas"]["ProjectRef"];
            /** Format: int64 */
            rating?: number | null;
            rating_comment?: string | null;
            /**
             * Format: int64
             * @description How far the worker has read.
             */
            read_seq: number;
            service?: components["schemas"]["Served"] | null;
            state: components["schemas"]["ConversationState"];
            task_id?: components["schemas"]["Id"] | null;
            /** @description What supervisors told the worker, oldest first. */
            whispers: components["schemas"]["WhisperView"][];
            worker?: components["schemas"]["Id"] | null;
        };
        CostsView: {
            /** @description Newest first, at most 400 days, which the sums above cover. */
            by_day: components["schemas"]["DayView"][];
            /** @description The platform's part. */
            fee: components["schemas"]["Money"];
            /** @description Prices of the pieces: workers' pay and fees together. */
            gross: components["schemas"]["Money"];
            /** Format: int64 */
            pieces: number;
        };
        CourseView: {
            exam: components["schemas"]["ExamBrief"];
            lessons: components["schemas"]["LessonView"][];
            skill: string;
            title: string;
        };
        /** @description A certificate to carry away. */
        Credential: {
            /** @description A verifiable credential as a compact JWS (EdDSA). */
            credential: string;
            /** @description The issuer as did:jwk; it holds the public key. */
            issuer: string;
        };
        CredentialCheck: {
            credential: string;
        };
        /**
         * @description What is to be thought of a credential.
         * @enum {string}
         */
        CredentialStanding: "valid" | "forged" | "unknown" | "expired" | "suspended" | "revoked";
        /** @description What an enterprise may owe. */
        CreditLineBody: {
            /**
             * Format: int64
             * @description Days until an invoice is due, 1 to 180.
             */
            days: number;
            /** @description Nought ends the line; what is owed stays owed. */
            limit: components["schemas"]["Money"];
        };
        CreditLineView: {
            /**
             * Format: int64
             * @description Absent while there is no line.
             */
            days?: number | null;
            /** @description May still be drawn. */
            free: components["schemas"]["Money"];
            limit: components["schemas"]["Money"];
            owed: components["schemas"]["Money"];
        };
        /**
         * @description ISO 4217 code of a currency the platform settles in.
         * @enum {string}
         */
        Currency: "CNY" | "USD" | "EUR";
        /** @description A message as its customer sees it: nothing of verdicts. */
        CustomerMessage: {
            at: components["schemas"]["Ts"];
            conversation_id: components["schemas"]["Id"];
            from: components["schemas"]["Sender"];
            id: components["schemas"]["Id"];
            /** Format: int64 */
            seq: number;
            text: string;
        };
        /** @description A copy of somebody's data. */
        DataExport: {
            asked_by_id: components["schemas"]["Id"];
            /** Format: int64 */
            bytes: number;
            created_at: components["schemas"]["Ts"];
            /**
             * Format: int64
             * @description Tables gathered, of `total`.
             */
            done: number;
            expires_at?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            kind: components["schemas"]["SubjectKind"];
            /**
             * Format: int64
             * @description Files to fetch, from 1.
             */
            parts: number;
            ready_at?: components["schemas"]["Ts"] | null;
            /**
             * Format: int64
             * @description Rows found.
             */
            rows: number;
            state: components["schemas"]["ExportState"];
            subject_id: string;
            /** Format: int64 */
            total: number;
        };
        /** @description A day of the journal that can no longer change unseen. */
        DaySealView: {
            at: components["schemas"]["Ts"];
            /** @description `2026-11-20`, UTC. */
            day: string;
            /** Format: int64 */
            lines: number;
            /** @description Of the day's lines and the root of the day before, hexadecimal SHA-256. */
            root: string;
        };
        DaySealsView: {
            /** @description Newest first, at most 400. */
            items: components["schemas"]["DaySealView"][];
        };
        DayView: {
            /** @description `2026-11-20`, in the tariff's time zone. */
            day: string;
            fee: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            /** Format: int64 */
            pieces: number;
        };
        /** @description An event that could not be delivered. */
        DeadLetter: {
            at: components["schemas"]["Ts"];
            /** Format: int64 */
            attempts: number;
            id: components["schemas"]["Id"];
            last_error?: string | null;
            topic: string;
        };
        DeadLetters: {
            items: components["schemas"]["DeadLetter"][];
        };
        /** @description A decision about one purpose. */
        Decide: {
            granted: boolean;
        };
        /** @description What is to become of a case. */
        DecideIncident: {
            /** @description True: nothing happened. False: a penalty, which takes two people. */
            dismiss: boolean;
        };
        /** @description An automated decision with its reasons. */
        DecisionView: {
            at: components["schemas"]["Ts"];
            engine: string;
            /** @description The words below are gone; the decision's leaf stands. */
            erased: boolean;
            /** @description Leaf hash, hexadecimal. */
            hash: string;
            id: components["schemas"]["Id"];
            inputs: Record<string, unknown>;
            kind: string;
            outcome: Record<string, unknown>;
            policy_hash: string;
            policy_id: string;
            reasons: components["schemas"]["Reason"][];
            subject?: components["schemas"]["Id"] | null;
            tenant: components["schemas"]["Id"];
        };
        Decline: {
            /** @description One of the policy's reasons, e.g. `not_ready`. */
            reason: string;
        };
        /** @description A prepayment. */
        DepositBody: {
            amount: components["schemas"]["Money"];
            /** @description Reference of the bank transfer, 1–80 characters. */
            reference: string;
        };
        /** @description A booked prepayment. */
        DepositView: {
            amount: components["schemas"]["Money"];
            at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
        };
        /** @description The snapshot, as of `seq` of the worker's stream. */
        Desk: {
            /** @description Why the worker cannot go online; empty when they can. */
            blockers: components["schemas"]["Reason"][];
            conversations: components["schemas"]["DeskLine"][];
            decline_reasons: string[];
            epoch: string;
            offers: components["schemas"]["OfferView"][];
            presence: components["schemas"]["PresenceView"];
            /** Format: int64 */
            seq: number;
            /** @description Codes that wrap-up and declining take. */
            wrap_codes: string[];
        };
        /** @description One conversation on the desk. */
        DeskLine: {
            id: components["schemas"]["Id"];
            last_at: components["schemas"]["Ts"];
            lease_until?: components["schemas"]["Ts"] | null;
            /** @description What happens to drafts now. */
            patrol?: components["schemas"]["PatrolMode"];
            project_name: string;
            state: components["schemas"]["ConversationState"];
            task_id: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Customer messages not read yet.
             */
            unread: number;
            waiting_since?: components["schemas"]["Ts"] | null;
        };
        /** @description A line with the journal entries about its task. */
        DetailView: components["schemas"]["LineView"] & {
            entries: components["schemas"]["Entry"][];
            /** @description The steps that were paid for, in order; empty where a step has no rate. */
            steps: components["schemas"]["StepLine"][];
        };
        /** @description What to hand to the device, and what to name when its answer comes. */
        DeviceAsk: {
            ask_id: components["schemas"]["Id"];
            options: Record<string, unknown>;
        };
        /**
         * @description What speaks for a device.
         * @enum {string}
         */
        DeviceKind: "key" | "tpm";
        /** @enum {string} */
        DialogueSpeaker: "customer" | "me";
        DialogueTurn: {
            from: components["schemas"]["DialogueSpeaker"];
            text: string;
        };
        DialogueView: {
            /** @description The conversation with this customer is over. */
            done: boolean;
            /**
             * Format: int64
             * @description Customers still to come.
             */
            left: number;
            turns: components["schemas"]["DialogueTurn"][];
        };
        DisputeBody: {
            /** @description What was paid too little. */
            claim: components["schemas"]["Money"];
            /** @description At most 2000 characters; sealed. */
            words: string;
        };
        /**
         * @description What somebody shows.
         * @enum {string}
         */
        DocumentKind: "resident_id" | "passport";
        /** @enum {string} */
        Does: "complete" | "skip";
        DraftText: {
            provenance?: components["schemas"]["Provenance"] | null;
            text: string;
        };
        DrawBody: {
            amount: components["schemas"]["Money"];
        };
        /**
         * @description What a worker has chosen (or, for `suspended`, been given). What they are doing comes from what they hold.
         * @enum {string}
         */
        Duty: "offline" | "available" | "break" | "suspended";
        /**
         * @description How final an earning is.
         * @enum {string}
         */
        EarningState: "accrued";
        EarningsView: {
            lines: components["schemas"]["Lines"];
            /** @description The calendar month to date. */
            period: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Pieces of the month to date.
             */
            pieces: number;
            today: components["schemas"]["Money"];
        };
        Ending: {
            /** @description The last two to four letters or digits. */
            ends_with: string;
        };
        /** @description A device that was just enrolled, and what its evidence showed. */
        EnrolledDevice: {
            device: components["schemas"]["AttestedDevice"];
            reasons: components["schemas"]["Reason"][];
        };
        /** @description What a policy does with one kind of value. */
        EntityLine: {
            action: string;
            label: string;
            /** @description The kind's name in tokens. */
            name: string;
            /** @description Purposes for which a worker may see the value; none means never. */
            reveal: string[];
        };
        /** @description A posted line of the journal. */
        Entry: {
            amount: components["schemas"]["Money"];
            /** @description When it happened. */
            at: components["schemas"]["Ts"];
            /** @description Why money moved, e.g. `escrow.deposit`. */
            code: string;
            corrects?: components["schemas"]["Id"] | null;
            /** @description Code of the credited account. */
            credit: components["schemas"]["Chart"];
            /** Format: uuid */
            credit_owner: string;
            /** @description Code of the debited account. */
            debit: components["schemas"]["Chart"];
            /** Format: uuid */
            debit_owner: string;
            id: components["schemas"]["Id"];
            recorded_at: components["schemas"]["Ts"];
            /** Format: uuid */
            ref_id: string;
            ref_kind: string;
        };
        /** @description A line of the audit log. */
        EntryView: {
            action: string;
            actor?: components["schemas"]["Id"] | null;
            at: components["schemas"]["Ts"];
            /** @description Absent once erased. */
            detail: Record<string, unknown>;
            /** @description Leaf hash, hexadecimal. */
            hash: string;
            id: components["schemas"]["Id"];
            /** Format: uuid */
            object_id: string;
            object_kind: string;
            role?: string | null;
            /**
             * Format: int64
             * @description Place in the Merkle log; absent for the seconds before it is sealed.
             */
            seq?: number | null;
            tenant: components["schemas"]["Id"];
        };
        /** @description Why an erasure waits: how many rows of a table are still open. */
        ErasureBlocked: {
            /** @description `open_money`, `open_work`, `open_case` or `legal_hold`. */
            reason: string;
            /** Format: int64 */
            rows: number;
            table: string;
        };
        /** @description What an erasure ends with: no word of it names anybody. */
        ErasureCertificate: {
            asked_at: components["schemas"]["Ts"];
            done_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            kept: components["schemas"]["ErasureKept"][];
            /** Format: int64 */
            keys_destroyed: number;
            kind: components["schemas"]["SubjectKind"];
            subject: string;
            touched: {
                [key: string]: components["schemas"]["ErasureTouched"];
            };
            /** Format: u-int32 */
            v: number;
        };
        /** @description What is kept of a table, by which law, and until when. */
        ErasureKept: {
            class: string;
            law: string;
            /** Format: int64 */
            rows: number;
            table: string;
            until?: components["schemas"]["Ts"] | null;
            why: string;
        };
        /**
         * @description Where an erasure stands.
         * @enum {string}
         */
        ErasureState: "waiting" | "running" | "done" | "withdrawn";
        /** @description What was done to a table. */
        ErasureTouched: {
            /** Format: int64 */
            deleted: number;
            /**
             * Format: int64
             * @description Rows of which words were emptied.
             */
            emptied: number;
        };
        /** @description An erasure that was asked for. */
        ErasureView: {
            asked_by_id: components["schemas"]["Id"];
            /** @description What it waits for besides its day. */
            blocked: components["schemas"]["ErasureBlocked"][];
            created_at: components["schemas"]["Ts"];
            done_at?: components["schemas"]["Ts"] | null;
            due_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            kind: components["schemas"]["SubjectKind"];
            /** @description What was done so far, by table. */
            progress: {
                [key: string]: components["schemas"]["ErasureTouched"];
            };
            state: components["schemas"]["ErasureState"];
            subject_id: string;
        };
        EscrowView: {
            /** @description May be reserved for work. */
            free: components["schemas"]["Money"];
            /** @description Set aside for tasks that wait or are being served, for orders, surges and quality. */
            reserved: components["schemas"]["Money"];
            /** @description Paid for finished work, fees included. */
            spent: components["schemas"]["Money"];
        };
        /** @description What was found of one item. */
        EvaluationItem: {
            /** @description Turns that show it, by their place among the turns of customer and workers. */
            evidence: number[];
            id: string;
            /** Format: u-int32 */
            of: number;
            /** Format: u-int32 */
            points: number;
            state: components["schemas"]["ItemState"];
        };
        EvaluationPage: {
            form: components["schemas"]["FormView"];
            items: components["schemas"]["EvaluationView"][];
            next?: components["schemas"]["Id"] | null;
        };
        /** @description A conversation's evaluation. */
        EvaluationView: {
            closed_at: components["schemas"]["Ts"];
            conversation_id: components["schemas"]["Id"];
            /** @description Message of each place that items name. */
            evidence: {
                [key: string]: components["schemas"]["Id"];
            };
            form_hash: string;
            form_id: string;
            items: components["schemas"]["EvaluationItem"][];
            project_id: components["schemas"]["Id"];
            result: string;
            /**
             * Format: int64
             * @description Per cent of the points that could be had.
             */
            score: number;
            worker_id?: components["schemas"]["Id"] | null;
        };
        /** @description A case's pictures, oldest first. */
        EvidenceList: {
            items: components["schemas"]["EvidenceView"][];
        };
        /** @description A picture, and when it is deleted. */
        EvidenceView: {
            delete_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            taken_at: components["schemas"]["Ts"];
        };
        ExamAnswers: {
            /** @description What is left out counts as wrong. */
            answers: components["schemas"]["Answer"][];
            /** @description Time between each answer and the one before, as the page measured it. */
            spent?: components["schemas"]["ExamSpent"][];
        };
        ExamBrief: {
            /** Format: int64 */
            attempts_left: number;
            /** Format: int64 */
            minutes: number;
            next_at?: components["schemas"]["Ts"] | null;
            /** Format: int64 */
            pass_percent: number;
            /** Format: int64 */
            questions: number;
            /**
             * Format: int64
             * @description Scenario exams that are still to be passed in a row before it opens.
             */
            scenarios_left: number;
        };
        /** @description Something odd, with the numbers it rests on. */
        ExamFlag: {
            /** Format: int64 */
            limit: number;
            /**
             * Format: int64
             * @description What was measured, and where it begins to be odd: milliseconds, signs a second, or per cent.
             */
            measured: number;
            /** @description The questions it is about; empty for the whole exam. */
            questions: string[];
            rule: components["schemas"]["Oddity"];
        };
        ExamResult: {
            certificate?: components["schemas"]["Id"] | null;
            decision_id: components["schemas"]["Id"];
            /** Format: int64 */
            max: number;
            passed: boolean;
            reasons: components["schemas"]["Reason"][];
            /** Format: int64 */
            score: number;
        };
        /** @description Time between the answer before and this one, as the page measured it. */
        ExamSpent: {
            /** Format: int64 */
            ms: number;
            question: string;
        };
        /**
         * @description Where an exam stands.
         * @enum {string}
         */
        ExamState: "open" | "passed" | "failed" | "expired";
        ExamView: {
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            questions: components["schemas"]["Question"][];
            skill: string;
        };
        /** @description One piece of evidence. */
        ExceptionEvidence: {
            at: components["schemas"]["Ts"];
            before?: components["schemas"]["ExceptionTurn"] | null;
            conversation_id: components["schemas"]["Id"];
            /** @description Why it was sent all the same, the score that failed, why a lease ended. */
            detail?: string | null;
            message_id?: components["schemas"]["Id"] | null;
            rules: string[];
            said?: components["schemas"]["ExceptionTurn"] | null;
            worker_id?: components["schemas"]["Id"] | null;
        };
        /**
         * @description What an administrator made of a group.
         * @enum {string}
         */
        ExceptionOutcome: "noted" | "coached" | "retrain" | "false_alarm";
        /**
         * @description Life of a group.
         * @enum {string}
         */
        ExceptionState: "open" | "done";
        /** @description Something that was said, masked. */
        ExceptionTurn: {
            at: components["schemas"]["Ts"];
            from: components["schemas"]["Sender"];
            /** @description What patrol found in it. */
            hits: components["schemas"]["Hit"][];
            text: string;
        };
        /** @description A group: what one worker, or their customers, did again and again, or what was sent in spite of one rule. */
        ExceptionView: {
            /** @description The rule that all of it is about. */
            about?: string | null;
            cause: components["schemas"]["Cause"];
            clock: components["schemas"]["Clock"];
            /** Format: int64 */
            count: number;
            due_at: components["schemas"]["Ts"];
            evidence: components["schemas"]["ExceptionEvidence"][];
            first_at: components["schemas"]["Ts"];
            handled_at?: components["schemas"]["Ts"] | null;
            handled_by?: components["schemas"]["Id"] | null;
            id: components["schemas"]["Id"];
            last_at: components["schemas"]["Ts"];
            note?: string | null;
            outcome?: components["schemas"]["ExceptionOutcome"] | null;
            /** Format: int64 */
            rank: number;
            state: components["schemas"]["ExceptionState"];
            tenant: components["schemas"]["Id"];
            worker_id?: components["schemas"]["Id"] | null;
        };
        Exceptions: {
            /** @description Heaviest first. */
            items: components["schemas"]["ExceptionView"][];
        };
        ExceptionsHandled: {
            handled: number;
        };
        /** @description A prepayment in another currency that the bank has exchanged. */
        ExchangeBody: {
            /** @description What the bank gave for it. */
            bought: components["schemas"]["Money"];
            /** @description The bank's reference, 1–80 characters; the same one again changes nothing. */
            reference: string;
            /** @description What arrived. */
            sold: components["schemas"]["Money"];
            tenant: components["schemas"]["Id"];
        };
        /** @description How one quiz question went, and why the right answer is right. */
        Explained: {
            correct: boolean;
            question: string;
            text: string;
        };
        /**
         * @description Where a copy stands.
         * @enum {string}
         */
        ExportState: "waiting" | "running" | "ready" | "failed" | "expired";
        /** @description One offending input field. */
        FieldError: {
            /** @description Stable word: `required`, `too_long`, `too_short`, `invalid`, `unknown`, `out_of_range`. */
            code: string;
            detail: string;
            /** @description Path of the field, e.g. `email` or `items[2].price`. */
            field: string;
        };
        FileBody: {
            kind: components["schemas"]["Kind"];
            /** @description The file as it is. */
            xml: string;
        };
        /** @description A slot with its value; personal data as its token. */
        FilledSlot: {
            label: string;
            slot: string;
            value?: string | null;
        };
        /** @description The answer to an attestation. */
        FinishAttest: {
            ceremony_id: components["schemas"]["Id"];
            credential: Record<string, unknown>;
        };
        /** @description An authenticator's answer. */
        FinishDevice: {
            ask_id: components["schemas"]["Id"];
            credential: Record<string, unknown>;
            /** @description What I call this device. */
            label: string;
        };
        /** @description The answer to an enrolment. */
        FinishEnrol: {
            ceremony_id: components["schemas"]["Id"];
            credential: Record<string, unknown>;
            /** @description What I call this device. */
            label: string;
        };
        /** @description The device's answer. */
        FinishProof: {
            ask_id: components["schemas"]["Id"];
            credential: Record<string, unknown>;
        };
        /** @description The quote. Binary fields are base64url. */
        FinishQuote: {
            ask_id: components["schemas"]["Id"];
            attest: string;
            boot_log?: string | null;
            file_log?: string | null;
            /** @description Register → 64 hexadecimal digits. */
            pcrs: {
                [key: string]: string;
            };
            signature: string;
        };
        /** @description Sets a new password with the code from the mail. */
        FinishReset: {
            /** @description Six digits. */
            code: string;
            email: string;
            password: string;
        };
        /** @description What the TPM opened. */
        FinishTpm: {
            ask_id: components["schemas"]["Id"];
            /** @description base64url. */
            opened: string;
        };
        /** @description Sessions that are trusted now. */
        Fleet: {
            items: components["schemas"]["FleetSession"][];
        };
        /** @description A trusted session. */
        FleetSession: {
            account_id: components["schemas"]["Id"];
            claims: string[];
            expires_at: components["schemas"]["Ts"];
            /** Format: u-int8 */
            level: number;
            /**
             * Format: u-int32
             * @description The number that pictures drawn for it carry: what `tidecrew watermark read` prints.
             */
            mark: number;
            /** @description The device that speaks for it, as the policy names its model. */
            model?: string | null;
            /** @description What its page's own guard stopped or noticed, how often: `hidden`, `capture_key`, … */
            noticed: {
                [key: string]: number;
            };
            session_id: components["schemas"]["Id"];
        };
        /** @description Names of a form's items, in both languages. */
        FormItem: {
            en: string;
            /** @description A person gives the points. */
            human: boolean;
            id: string;
            /** Format: u-int32 */
            points: number;
            zh: string;
        };
        FormView: {
            hash: string;
            id: string;
            items: components["schemas"]["FormItem"][];
            /** Format: u-int8 */
            pass: number;
            /**
             * Format: u-int8
             * @description Share of conversations that two people score, per cent.
             */
            sample: number;
        };
        /** @description How an amount came about: `(piece + steps + minutes − fee) × quality + surge`. */
        Formula: {
            currency: components["schemas"]["Currency"];
            /**
             * Format: int64
             * @description Basis points of the price.
             */
            fee_bp: number;
            /** Format: int64 */
            fee_minor: number;
            /**
             * Format: int64
             * @description Thousandths of a minor unit.
             */
            minute_milli: number;
            /**
             * Format: int64
             * @description The most that all of it may cost.
             */
            most_minor: number;
            /**
             * Format: int64
             * @description For the piece itself; the price is more where steps or minutes have a rate.
             */
            piece_minor: number;
            /** Format: int64 */
            price_minor: number;
            /**
             * Format: int64
             * @description Basis points; 10000 is 1.0.
             */
            quality_bp: number;
            /** Format: int64 */
            seconds: number;
            /**
             * Format: int64
             * @description Thousandths of a minor unit.
             */
            step_milli: number;
            /** Format: int64 */
            steps: number;
            /**
             * Format: int64
             * @description Basis points; 10000 is none.
             */
            surge_bp: number;
            /** Format: int64 */
            surge_minor: number;
            /** @description The same as a sentence, in the language of the request. */
            text: string;
        };
        FormulaLine: components["schemas"]["StatementLine"] & {
            formula: components["schemas"]["Formula"];
        };
        /** @description One step of a session's guard, as a case keeps it. */
        GuardStep: {
            at: components["schemas"]["Ts"];
            reasons: components["schemas"]["Reason"][];
            /** @description `ok`, `degraded`, `break` or `terminated`. */
            state: string;
        };
        /** @description Where the guard stands, and what it asks. */
        GuardView: {
            /** @description The challenge that waits: see docs/ATTESTATION.md. */
            challenge?: Record<string, unknown> | null;
            /** @description Cameras that must be there, telephones among them. */
            needed: number;
            /** @description Telephones that serve as cameras. */
            phones: components["schemas"]["PairedView"][];
            reasons: components["schemas"]["Reason"][];
            /** @description The session, which a verdict names. */
            session_id: components["schemas"]["Id"];
            /** @description `ok`, `degraded`, `break` or `terminated`. */
            state: string;
        };
        HandleExceptions: {
            ids: components["schemas"]["Id"][];
            note?: string | null;
            outcome: components["schemas"]["ExceptionOutcome"];
        };
        /**
         * @description How far it got.
         * @enum {string}
         */
        HandoverState: "recorded" | "queued" | "delivered" | "failed";
        /** @description What a bank file was taken for. */
        Heard: {
            /** Format: int64 */
            duplicates: number;
            /** Format: int64 */
            lines: number;
            /** Format: int64 */
            rejected: number;
            /** Format: int64 */
            returned: number;
            /** Format: int64 */
            settled: number;
            /**
             * Format: int64
             * @description Lines that name no payout of ours, or not rightly: a person looks.
             */
            suspense: number;
            /**
             * Format: int64
             * @description News that changed nothing: older than what is known, or told before.
             */
            unchanged: number;
        };
        /** @description Until when the desk counts as alive without another heartbeat. */
        HeartbeatView: {
            lease_until: components["schemas"]["Ts"];
        };
        HeldCertificate: {
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            /** Format: int64 */
            level: number;
            /** @description Whether live tasks may be offered: its test call was passed. */
            live: boolean;
        };
        /** @description A draft that patrol stopped, or warned of before it was sent all the same. */
        HeldDraft: {
            at: components["schemas"]["Ts"];
            hits: components["schemas"]["Mark"][];
            id: components["schemas"]["Id"];
            outcome: components["schemas"]["Outcome"];
        };
        /** @description Pay that waits for an appeal. */
        HeldView: {
            amount: components["schemas"]["Money"];
            case_id: components["schemas"]["Id"];
            earning_id: components["schemas"]["Id"];
            kind: components["schemas"]["HoldKind"];
            since: components["schemas"]["Ts"];
        };
        /** @description One thing found. Holds no text of the message. */
        Hit: {
            class: components["schemas"]["Class"];
            end: number;
            outcome: components["schemas"]["Outcome"];
            /** @description Id of the rule, e.g. `off_platform.add`. Its words for a person are under `patrol.<rule>` or `patrol.<class>`. */
            rule: string;
            /** @description Code points of the message, `start..end`. */
            start: number;
            /** @description How to say it better, in the draft's language. */
            suggestion?: string | null;
            /** @description Why, in the draft's language. */
            why: string;
        };
        /**
         * @description Why pay is held.
         * @enum {string}
         */
        HoldKind: "rejection" | "penalty";
        /**
         * @description Why a piece is rejected or penalised.
         * @enum {string}
         */
        HoldReason: "wrong_answer" | "rude" | "unfinished" | "rule_broken";
        /**
         * @description Where held pay is.
         * @enum {string}
         */
        HoldState: "held" | "won" | "lost";
        HookBody: {
            /** @description `https` on the public internet; absent or null ends it. */
            hook_url?: string | null;
        };
        /** @description The figures of one hour. */
        HourLevel: components["schemas"]["ServiceLevel"] & {
            from: components["schemas"]["Ts"];
        };
        /** Format: uuid */
        Id: string;
        /** @description A document as a candidate states it. */
        IdentityClaim: {
            /** @description `YYYY-MM-DD`, only where the number does not say it. */
            born?: string | null;
            document: components["schemas"]["DocumentKind"];
            /** @description As printed. */
            name: string;
            /** @description As printed; spaces do not matter. */
            number: string;
        };
        /**
         * @description What a check gave.
         * @enum {string}
         */
        IdentityState: "passed" | "flagged";
        /** @description What is known of a candidate's document, to the candidate. */
        IdentityView: {
            checked_at: components["schemas"]["Ts"];
            /** @description Codes of the reasons. */
            codes: string[];
            decision_id: components["schemas"]["Id"];
            document: components["schemas"]["DocumentKind"];
            name?: string | null;
            /** @description First and last sign, stars between; absent once erased. */
            number?: string | null;
            state: components["schemas"]["IdentityState"];
        };
        /**
         * @description Where a case stands.
         * @enum {string}
         */
        IncidentState: "open" | "proposed" | "confirmed" | "dismissed";
        /** @description A case as admins and the person concerned see it. */
        IncidentView: {
            account_id: components["schemas"]["Id"];
            decided_at?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            opened_at: components["schemas"]["Ts"];
            /** @description Why the guard ended the session's work. */
            reasons: components["schemas"]["Reason"][];
            session_id: components["schemas"]["Id"];
            state: components["schemas"]["IncidentState"];
            /** @description The session's last steps, oldest first; empty in lists. */
            timeline: components["schemas"]["GuardStep"][];
        };
        /** @description Cases, newest first. */
        Incidents: {
            items: components["schemas"]["IncidentView"][];
        };
        InterviewBrief: {
            id: components["schemas"]["Id"];
            parts: components["schemas"]["PartBrief"][];
            state: components["schemas"]["InterviewState"];
        };
        /** @enum {string} */
        InterviewOutcome: "advance" | "review";
        InterviewQuestion: {
            document?: string | null;
            id: string;
            options: components["schemas"]["Choice"][];
            text: string;
        };
        InterviewRules: {
            hash: string;
            /** @description The text of the policy, TOML. */
            text: string;
        };
        /**
         * @description Where an interview stands.
         * @enum {string}
         */
        InterviewState: "open" | "scoring" | "scored";
        InterviewView: {
            id: components["schemas"]["Id"];
            parts: components["schemas"]["PartView"][];
            /**
             * Format: int64
             * @description What chose the forms.
             */
            seed: number;
            state: components["schemas"]["InterviewState"];
        };
        /** @description An invitation that waits. */
        InvitationView: {
            created_at: components["schemas"]["Ts"];
            email_masked: string;
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            role: components["schemas"]["MemberRole"];
        };
        /** @description Asks somebody by mail. */
        Invite: {
            email: string;
            /** @description The language of the mail. */
            locale: components["schemas"]["Locale"];
            role: components["schemas"]["MemberRole"];
        };
        /** @description What the invited person sees before they accept. */
        InvitedView: {
            email_masked: string;
            enterprise: string;
            locale: components["schemas"]["Locale"];
            role: components["schemas"]["MemberRole"];
        };
        /**
         * @description Whether something is charged or given back.
         * @enum {string}
         */
        InvoiceKind: "invoice" | "credit_note";
        /** @description What one kind of movement came to; above zero. */
        InvoiceLine: {
            /** Format: int64 */
            amount_minor: number;
            /** @description Code of the journal's lines, e.g. `accrue.pay`. */
            code: string;
            /**
             * Format: int64
             * @description How many lines of the journal.
             */
            entries: number;
        };
        /** @description An invoice or a credit note. */
        InvoiceView: {
            /** @description The platform's part of it. */
            fee: components["schemas"]["Money"];
            from: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            issued_at: components["schemas"]["Ts"];
            kind: components["schemas"]["InvoiceKind"];
            /** @description By kind of movement; they sum to the invoice, and all invoices to the journal. */
            lines: components["schemas"]["InvoiceLine"][];
            /** @description `2026-11`. */
            period: string;
            sum: components["schemas"]["Money"];
            until: components["schemas"]["Ts"];
        };
        /**
         * @description What became of an item.
         * @enum {string}
         */
        ItemState: "met" | "missed" | "not_applicable" | "human";
        /** @description A job as the admin sees it. */
        JobView: {
            /** Format: int64 */
            attempts: number;
            created_at: components["schemas"]["Ts"];
            finished_at?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            key: string;
            last_error?: string | null;
            queue: string;
            run_at: components["schemas"]["Ts"];
            state: string;
        };
        JoinCamera: {
            code: string;
        };
        /** @description What the telephone speaks with; shown once. */
        JoinedCamera: {
            token: string;
        };
        /** @description How a judge did by known answers. */
        Judge: {
            /** @description Conversations with a known answer that they scored. */
            answered: number;
            /**
             * Format: u-int32
             * @description Share of items with the known points, per cent.
             */
            equal: number;
            items: number;
            judge: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Points given beyond the known ones, of a hundred known; below zero for a strict judge.
             */
            lean: number;
        };
        /** @description How a conversation that ended is judged. */
        Judged: {
            /** Format: u-int32 */
            blocked: number;
            /**
             * Format: double
             * @description From 0 to 1.
             */
            conformance: number;
            /** @description Steps that went right. */
            good: string[];
            passed: boolean;
            /** @description Steps that went wrong. */
            weak: string[];
        };
        Judges: {
            items: components["schemas"]["Judge"][];
        };
        /** @description Until when the conversation stays the supervisor's without another word. */
        Kept: {
            until: components["schemas"]["Ts"];
        };
        KeyBody: {
            kind: components["schemas"]["KeyKind"];
        };
        /**
         * @description What a key is for.
         * @enum {string}
         */
        KeyKind: "identity" | "inbound" | "hook";
        /** @description How one class of keys took: how many, and mean and spread of the natural logarithms of milliseconds. */
        KeyMoment: {
            /** Format: double */
            mean: number;
            /** Format: u-int32 */
            n: number;
            /** Format: double */
            sd: number;
        };
        /** @description A key, shown this once. */
        KeyView: {
            key: string;
            kind: components["schemas"]["KeyKind"];
        };
        /**
         * @description Some hundred keys by class. `dwell`: `left_top`, `left_home`, `left_low`, `right_top`, `right_home`, `right_low`, `space`,
         *     `erase`, `enter`, `digit`, `other`. `flight`: `ll`, `lr`, `rl`, `rr`, `ls`, `rs`, `sl`, `sr`, `to_erase`, `erase_erase`.
         */
        KeyWindow: {
            dwell: {
                [key: string]: components["schemas"]["KeyMoment"];
            };
            flight: {
                [key: string]: components["schemas"]["KeyMoment"];
            };
            /** Format: u-int32 */
            keys: number;
        };
        /**
         * @description What a file of a bank is.
         * @enum {string}
         */
        Kind: "status" | "statement";
        Known: {
            address?: string | null;
            email?: string | null;
            name?: string | null;
            order?: string | null;
            phone?: string | null;
            plate?: string | null;
        };
        KnownValue: {
            label: string;
            value: string;
        };
        /** @description Whose data may not be deleted now. */
        LegalHold: {
            changed_at: components["schemas"]["Ts"];
            confirmed_by_id?: components["schemas"]["Id"] | null;
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            kind: components["schemas"]["LegalHoldKind"];
            lift_confirmed_by_id?: components["schemas"]["Id"] | null;
            lifted_by_id?: components["schemas"]["Id"] | null;
            placed_by_id: components["schemas"]["Id"];
            reason: string;
            state: components["schemas"]["LegalHoldState"];
            target_id: string;
        };
        /**
         * @description Whose data is held.
         * @enum {string}
         */
        LegalHoldKind: "person" | "customer" | "enterprise";
        /**
         * @description Where a hold stands.
         * @enum {string}
         */
        LegalHoldState: "proposed" | "active" | "lifting" | "lifted" | "lapsed";
        /**
         * @description What an administrator does to a hold.
         * @enum {string}
         */
        LegalHoldStep: "confirm" | "lift" | "confirm_lift" | "keep";
        /** @description What a scenario can be made from. Masked: of personal data there are tokens in the words, and nothing in the slots. */
        Lesson: {
            conversation_id: components["schemas"]["Id"];
            /** @description The customer's first messages. */
            opening: string[];
            /** @description Name of the procedure that ran. */
            procedure?: string | null;
            /**
             * Format: int64
             * @description 1–5.
             */
            rating?: number | null;
            skill: string;
            /** @description What was known at the end, by slot. */
            slots: Record<string, unknown>;
            wrong: components["schemas"]["LessonStep"][];
        };
        /** @description A step that went wrong. */
        LessonStep: {
            rules: string[];
            step: string;
            title_en: string;
            title_zh: string;
        };
        LessonView: {
            body_markdown: string;
            done: boolean;
            /** Format: int64 */
            n: number;
            quiz: components["schemas"]["Question"][];
            title: string;
        };
        /** @description A session whose level another policy would change. */
        LevelChange: {
            account_id: components["schemas"]["Id"];
            /** Format: u-int8 */
            from: number;
            session_id: components["schemas"]["Id"];
            /** Format: u-int8 */
            to: number;
        };
        /**
         * @description What is paid.
         * @enum {string}
         */
        LevyKind: "income_tax" | "worker_vat" | "fee_vat";
        /** @description A line of the conversation. */
        Line: {
            /** Format: int64 */
            at_s: number;
            /** @description `customer`, `worker` or `system`. */
            from: string;
            /** @description Whether a language model chose the words. */
            reworded?: boolean;
            text: string;
        };
        /** @description One line of earnings. */
        LineView: {
            amount: components["schemas"]["Money"];
            at: components["schemas"]["Ts"];
            /** @description The recorded decision behind the amount. */
            decision_id: components["schemas"]["Id"];
            formula: components["schemas"]["Formula"];
            id: components["schemas"]["Id"];
            project_name: string;
            state: components["schemas"]["EarningState"];
            task_id: components["schemas"]["Id"];
        };
        /** @description A page of lines. */
        Lines: {
            items: components["schemas"]["LineView"][];
            next?: components["schemas"]["Id"] | null;
        };
        /**
         * @description The language a person reads.
         * @enum {string}
         */
        Locale: "zh-CN" | "en";
        /** @description What the link in the mail carries. */
        LookAt: {
            token: string;
        };
        MadeView: {
            id: components["schemas"]["Id"];
        };
        /** @description A hit as recorded: rule and place, no words. */
        Mark: {
            class: components["schemas"]["Class"];
            end: number;
            outcome: components["schemas"]["Outcome"];
            rule: string;
            /** @description Code points of the message, `start..end`. */
            start: number;
        };
        MaskingPolicies: {
            items: components["schemas"]["MaskingPolicyLine"][];
        };
        /** @description A policy that a project may choose, or will be able to once it is published. */
        MaskingPolicyLine: {
            changed_at?: components["schemas"]["Ts"] | null;
            /** @description The newest version is a draft. */
            draft: boolean;
            id: string;
            /** @description Projects may choose it. */
            published: boolean;
            /** @description Of the platform: to be chosen and extended, not changed. */
            shipped: boolean;
            versions: number;
        };
        MaskingPolicyVersion: {
            /** @description When it came into force; when it was kept, for a draft. */
            at: components["schemas"]["Ts"];
            hash: string;
            state: components["schemas"]["PolicyState"];
        };
        MaskingPolicyView: {
            /** @description Hash of the version in force. */
            active?: string | null;
            entities: components["schemas"]["EntityLine"][];
            /** @description Of the version shown. */
            hash: string;
            id: string;
            shipped: boolean;
            /** @description TOML. */
            source: string;
            versions: components["schemas"]["MaskingPolicyVersion"][];
        };
        MasteryView: {
            cells: components["schemas"]["CellView"][];
            exam_passed: boolean;
            /**
             * Format: int64
             * @description Scenario exams passed in a row, newest first; three of three on different seeds pass.
             */
            exams_in_a_row: number;
            /** @description The weakest cell, or the one whose review is due. */
            next_cell?: string | null;
            /**
             * Format: int64
             * @description The lesson that teaches it.
             */
            next_lesson?: number | null;
            /** @description The dialogue that trains it. */
            next_scenario?: string | null;
            skill: string;
        };
        Matches: {
            matches: boolean;
        };
        /** @description The signed-in person. */
        Me: {
            consents: components["schemas"]["Standing"][];
            email_masked: string;
            id: components["schemas"]["Id"];
            locale: components["schemas"]["Locale"];
            name: string;
            posture: components["schemas"]["Posture"];
            role: components["schemas"]["Role"];
            tenant: components["schemas"]["TenantView"];
        };
        /**
         * @description What somebody is in their enterprise: members read and configure, owners also move money and look after people.
         * @enum {string}
         */
        MemberRole: "member" | "owner";
        /** @description Somebody of the enterprise. */
        MemberView: {
            created_at: components["schemas"]["Ts"];
            email_masked: string;
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
            seen_at?: components["schemas"]["Ts"] | null;
            state: components["schemas"]["AccountState"];
        };
        /** @description Everybody of the enterprise, and who was asked. */
        Members: {
            /** @description Shown to owners only. */
            invitations: components["schemas"]["InvitationView"][];
            items: components["schemas"]["MemberView"][];
        };
        /**
         * @description Whether the customer has it. A held draft goes back to its author and is not stored.
         * @enum {string}
         */
        MessageState: "sent" | "held";
        /** @description A message as workers and enterprises see it: masked. */
        MessageView: {
            at: components["schemas"]["Ts"];
            conversation_id: components["schemas"]["Id"];
            from: components["schemas"]["Sender"];
            id: components["schemas"]["Id"];
            /** @description The words are a picture: `/conversations/{id}/pictures/{message}`. */
            is_drawn?: boolean;
            /** Format: int64 */
            seq: number;
            /** @description `sent`: only sent messages are stored. */
            state: components["schemas"]["MessageState"];
            text: string;
            verdict?: components["schemas"]["VerdictView"] | null;
        };
        /**
         * @description Whether it trains or examines.
         * @enum {string}
         */
        Mode: "practice" | "exam";
        /** @description An amount in minor units (fen, cent). Arithmetic is checked: overflow and mixed currencies are errors. */
        Money: {
            currency: components["schemas"]["Currency"];
            /** Format: int64 */
            minor: number;
        };
        /** @description A worker's month, or everybody's; minor units. */
        MonthPay: {
            /** Format: int64 */
            floor_minor: number;
            /** Format: int64 */
            gross_minor: number;
            /** Format: int64 */
            net_minor: number;
            /**
             * Format: int64
             * @description What the quality multiplier added or took.
             */
            quality_minor: number;
            /** Format: int64 */
            tax_minor: number;
        };
        /** @description A month of pay, and what an hour of it really paid. */
        MonthView: {
            /** @description Earned, not yet final. */
            accrued: components["schemas"]["Money"];
            /** @description Quality, floor, standby, and what was held or given back. */
            adjustments: components["schemas"]["AdjustmentLine"][];
            days?: components["schemas"]["Spread"] | null;
            /**
             * Format: int64
             * @description Time with work; two conversations at once count once.
             */
            engaged_s: number;
            held: components["schemas"]["HeldView"][];
            /**
             * Format: int64
             * @description Time at the desk without work.
             */
            idle_s: number;
            /** @description When the month in progress becomes final and is stated; pay goes out with the batch after. */
            next_close: string;
            /** @description All of it. */
            pay: components["schemas"]["Money"];
            /** @description Final, not yet sent to your account. */
            payable: components["schemas"]["Money"];
            per_online_hour?: components["schemas"]["Money"] | null;
            per_paid_hour?: components["schemas"]["Money"] | null;
            /** @description `2026-11`. */
            period: string;
            /** Format: int64 */
            pieces: number;
            pieces_pay: components["schemas"]["Money"];
        };
        /**
         * @description How the customer feels.
         * @enum {string}
         */
        Mood: "calm" | "uneasy" | "angry";
        /** @description What an erasure of mine waits for and would keep. */
        MyErasure: {
            asked?: components["schemas"]["ErasureView"] | null;
            blocked: components["schemas"]["ErasureBlocked"][];
            /**
             * Format: u-int64
             * @description Days in which it can be taken back.
             */
            grace_days: number;
            kept: components["schemas"]["ErasureKept"][];
        };
        /** @description Exactly one of item and verdict. */
        NewContest: {
            item?: string | null;
            verdict_id?: components["schemas"]["Id"] | null;
            /** @description At most 2000 characters; sealed. */
            words: string;
        };
        /** @description A witness's word about a checkpoint. */
        NewCosignature: {
            /**
             * Format: u-int64
             * @description When it signed, in whole seconds since 1970.
             */
            at: number;
            /** @description Ed25519 over `cosignature/v1`, the time and the checkpoint's text, base64. */
            signature: string;
            /**
             * Format: u-int64
             * @description Leaves of the checkpoint.
             */
            size: number;
            /** @description Name under which the witness's key is configured. */
            witness: string;
        };
        /** @description Exactly one of the three is given. */
        NewHold: {
            account_id?: components["schemas"]["Id"] | null;
            /** @description A conversation of the customer. */
            conversation_id?: string | null;
            /** @description Names the case or the order; no personal data. */
            reason: string;
            tenant_id?: components["schemas"]["Id"] | null;
        };
        NewInterviewRules: {
            /** @description The whole text; its own vectors must hold. */
            text: string;
        };
        /** @description The next step, whoever asked. */
        Next: {
            next: string;
            sign_up?: components["schemas"]["Id"] | null;
        };
        NextChunk: {
            /** Format: int64 */
            next: number;
        };
        /** @description The body of a request that says nothing. */
        Nothing: Record<string, unknown>;
        /**
         * @description What a notification is about.
         * @enum {string}
         */
        NoticeKind: "interview_result" | "certificate" | "offer_missed" | "appeal" | "statement" | "security";
        /** @description How often and how long something was noticed. */
        Noticed: {
            /** @description The first few, for the person who looks. */
            at_ms: number[];
            /** Format: int64 */
            count: number;
            kind: components["schemas"]["SignalKind"];
            /** Format: int64 */
            ms: number;
        };
        /** @description One setting per kind. */
        NotificationSettings: {
            items: components["schemas"]["Setting"][];
        };
        /** @description An exam answered as nobody answers. Nothing was decided by it. */
        OddExam: {
            account: components["schemas"]["Id"];
            at?: components["schemas"]["Ts"] | null;
            /** Format: int64 */
            elapsed_ms: number;
            flags: components["schemas"]["ExamFlag"][];
            id: components["schemas"]["Id"];
            /** Format: int64 */
            max?: number | null;
            /** Format: int64 */
            score?: number | null;
            skill: string;
            state: components["schemas"]["ExamState"];
        };
        OddExams: {
            items: components["schemas"]["OddExam"][];
        };
        /**
         * @description What is odd.
         * @enum {string}
         */
        Oddity: "too_fast" | "reading" | "rhythm" | "clock";
        OfferHistories: {
            items: components["schemas"]["OfferHistory"][];
        };
        /** @description One offer of a task, as the enterprise and the admin see it. */
        OfferHistory: {
            /** Format: int64 */
            attempt: number;
            decline_reason?: string | null;
            ended_at?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            offered_at: components["schemas"]["Ts"];
            policy_hash: string;
            /** @description Whether the recorded facts lead to the same choice again; absent when another policy decided. */
            replays?: boolean | null;
            state: components["schemas"]["ReservationState"];
            /** @description The chosen worker's terms, the runner-up's, and how many were passed over. */
            terms: Record<string, unknown>;
            why: components["schemas"]["Reason"][];
            worker: components["schemas"]["Id"];
        };
        /** @description An offer as its worker sees it. */
        OfferView: {
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            /** @description What the worker earns for the piece itself, surge included. */
            pay: components["schemas"]["Money"];
            project_name: string;
            skill: string;
            task_id: components["schemas"]["Id"];
            /** @description Price, surge and floor, locked with this offer: steps and minutes are paid besides, where they have a rate. */
            terms: components["schemas"]["Terms"];
            why: components["schemas"]["Reason"][];
        };
        /** @description A dialogue to train on; only those of a trained skill can be begun. */
        Offered: {
            /** @description Whose dialogue it is; absent for the platform's own. */
            enterprise?: string | null;
            id: string;
            procedure: string;
            skill: string;
            title: string;
            trained: boolean;
        };
        OfferedProcedure: {
            name: string;
            title: components["schemas"]["Said"];
        };
        OpenSession: {
            /**
             * @description HMAC-SHA-256 over the known values, made by the enterprise's server with the project's identity key. Without it,
             *     or when it does not fit, the known values are left aside.
             */
            identity_hash?: string | null;
            known?: components["schemas"]["Known"] | null;
            /** @description Address of the page. */
            page?: string | null;
            /** @description From an earlier session of the same browser. */
            visitor_secret?: string | null;
            widget_token: string;
        };
        /** @description A capacity order to be placed. */
        OrderBody: {
            /**
             * Format: int64
             * @description Conversations an hour at all times.
             */
            base_per_hour: number;
            /** @description Pays for this order's work and nothing else; while it is live nothing else pays for the project. */
            budget: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description … and at peak.
             */
            burst_per_hour: number;
            ends_at: components["schemas"]["Ts"];
            project: components["schemas"]["Id"];
            standby?: components["schemas"]["PeakBody"] | null;
            starts_at?: components["schemas"]["Ts"] | null;
        };
        /** @description An order with what moved its budget. */
        OrderDetail: components["schemas"]["OrderView"] & {
            /** @description Newest first, at most 200. */
            entries: components["schemas"]["Entry"][];
        };
        OrderMade: {
            id: components["schemas"]["Id"];
        };
        /**
         * @description Where an order stands.
         * @enum {string}
         */
        OrderState: "reserved" | "live" | "closed" | "canceled";
        OrderView: {
            /** Format: int64 */
            base_per_hour: number;
            budget: components["schemas"]["Money"];
            /** Format: int64 */
            burst_per_hour: number;
            created_at: components["schemas"]["Ts"];
            ends_at: components["schemas"]["Ts"];
            /** @description May still be set aside; returns to escrow at the end. */
            free: components["schemas"]["Money"];
            id: components["schemas"]["Id"];
            project_id: components["schemas"]["Id"];
            /** @description Set aside for work that waits or is being served, and for booked standby. */
            reserved: components["schemas"]["Money"];
            /** @description Gone from the budget for finished work and standby. */
            spent: components["schemas"]["Money"];
            /** Format: int64 */
            standby_booked_minutes: number;
            standby_from?: components["schemas"]["Ts"] | null;
            /** Format: int64 */
            standby_minutes: number;
            standby_until?: components["schemas"]["Ts"] | null;
            starts_at: components["schemas"]["Ts"];
            state: components["schemas"]["OrderState"];
        };
        /** @description What a worker is told of an order. Stored as the answer of its `Idempotency-Key`. */
        Ordered: {
            id: components["schemas"]["Id"];
            /** @description `recorded`: written down, there is no system to post it to; `queued`: on its way. */
            state: components["schemas"]["HandoverState"];
        };
        /**
         * @description What happens to the message. Ordered by weight.
         * @enum {string}
         */
        Outcome: "pass" | "note" | "warn" | "alert" | "block";
        /**
         * @description What cases are grouped by.
         * @enum {string}
         */
        OutcomeBy: "rule" | "group" | "judge" | "first";
        /** @description Cases of one rule, group or judge. */
        Outcomes: {
            by: components["schemas"]["OutcomeBy"];
            /**
             * Format: u-int32
             * @description Resolved because a time was over, not by a judge.
             */
            by_time: number;
            /** Format: u-int32 */
            cases: number;
            /** Format: u-int32 */
            for_subject: number;
            /**
             * Format: u-int32
             * @description Of the resolved, per cent.
             */
            for_subject_pct: number;
            key: string;
            /** Format: u-int32 */
            resolved: number;
        };
        /** @description This session's telephones, before the guard begins and while it runs. */
        PairedCameras: {
            items: components["schemas"]["PairedView"][];
            /** @description Cameras that the guard needs, telephones among them. */
            needed: number;
        };
        /** @description A telephone as its desk sees it. */
        PairedView: {
            id: components["schemas"]["Id"];
            /** @description False while only its code was shown. */
            is_joined: boolean;
            reported_at?: components["schemas"]["Ts"] | null;
            /** @description As it last said; `gone` when it fell silent. */
            state: string;
        };
        /**
         * @description What somebody is to a test call.
         * @enum {string}
         */
        Part: "candidate" | "customer" | "scorer";
        PartBrief: {
            kind: components["schemas"]["PartKind"];
            state: components["schemas"]["PartState"];
        };
        /**
         * @description The parts of an interview, in the order the room shows them.
         * @enum {string}
         */
        PartKind: "typing" | "syllables" | "words" | "read_aloud" | "talk" | "dialogue" | "business" | "security";
        /**
         * @description Whether a part still takes answers.
         * @enum {string}
         */
        PartState: "open" | "done";
        /** @description One part with what its screen needs; fields of other parts are left out. */
        PartView: {
            done?: boolean | null;
            kind: components["schemas"]["PartKind"];
            /** Format: int64 */
            max_seconds?: number | null;
            /** Format: int64 */
            prompt_ms?: number | null;
            /** @description What is read one by one, in this order, and how long each is shown. */
            prompts?: string[] | null;
            questions?: components["schemas"]["InterviewQuestion"][] | null;
            /**
             * Format: int64
             * @description Which text, customer or round of questions this is, counted from 1, and how many there are.
             */
            round?: number | null;
            /** Format: int64 */
            rounds?: number | null;
            scenario?: components["schemas"]["ScenarioCard"] | null;
            /** Format: int64 */
            seconds?: number | null;
            state: components["schemas"]["PartState"];
            text?: string | null;
            turns?: components["schemas"]["DialogueTurn"][] | null;
            upload?: components["schemas"]["UploadBrief"] | null;
        };
        /** @description Whose account, where. */
        Party: {
            account: components["schemas"]["Account"];
            agent: components["schemas"]["BankAgent"];
            name: string;
        };
        /** @description A passkey in its person's list. */
        PasskeyView: {
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            label: string;
            last_used_at?: components["schemas"]["Ts"] | null;
        };
        /** @description My passkeys, oldest first. */
        Passkeys: {
            items: components["schemas"]["PasskeyView"][];
        };
        PatrolEngine: {
            /** @description Out of service: regulated trades are closed, others sent unjudged and flagged. */
            down: boolean;
            reason?: string | null;
            since?: components["schemas"]["Ts"] | null;
        };
        PatrolEngineSet: {
            down: boolean;
            reason: string;
        };
        /**
         * @description How drafts of a conversation are handled: judged, or what holds while patrol is out of service.
         * @enum {string}
         */
        PatrolMode: "judging" | "open" | "closed";
        PatrolRules: {
            /** @description Hash of the version in force. */
            active?: string | null;
            /** @description TOML of the newest version; absent when there is none. */
            source?: string | null;
            versions: components["schemas"]["PatrolRulesVersion"][];
        };
        PatrolRulesHash: {
            hash: string;
        };
        PatrolRulesSource: {
            /** @description TOML: words, rules of the class `tenant_rule`, and vectors. */
            source: string;
        };
        PatrolRulesVersion: {
            at: components["schemas"]["Ts"];
            hash: string;
            source: string;
            state: components["schemas"]["PolicyState"];
        };
        /** @description Where somebody's pay goes: a bank account, or a wallet. */
        Payee: components["schemas"]["Party"] | components["schemas"]["WalletParty"];
        /** @description Where pay goes, as far as it is shown. */
        PayeeView: {
            /** @description Last characters of the account; absent while there is none. */
            hint?: string | null;
        };
        /** @description A payout with its history, oldest first. */
        PayoutHistoryView: components["schemas"]["PayoutView"] & {
            next_at?: components["schemas"]["Ts"] | null;
            steps: components["schemas"]["PayoutStepView"][];
            /**
             * Format: int64
             * @description How often its wallet was spoken to, and when it will be next.
             */
            tries: number;
            worker: components["schemas"]["Id"];
        };
        /**
         * @description What is said about a payout.
         * @enum {string}
         */
        PayoutSaid: "approve" | "cancel" | "submit" | "accepted" | "awaiting_payee" | "settled" | "rejected" | "returned" | "nothing" | "not_found";
        /**
         * @description Who says it.
         * @enum {string}
         */
        PayoutSource: "us" | "answer" | "notice" | "query";
        /**
         * @description Where a payout is.
         * @enum {string}
         */
        PayoutState: "created" | "approved" | "submitted" | "accepted" | "awaiting_payee" | "unknown" | "settled" | "rejected" | "returned" | "canceled";
        /** @description What was said about a payout, by whom, and what it made of it. */
        PayoutStepView: {
            /** @description It contradicts what is certain: a person looks. */
            alert: boolean;
            at: components["schemas"]["Ts"];
            reason?: string | null;
            said: components["schemas"]["PayoutSaid"];
            source: components["schemas"]["PayoutSource"];
            state: components["schemas"]["PayoutState"];
        };
        PayoutView: {
            amount: components["schemas"]["Money"];
            /** Format: int64 */
            attempt: number;
            changed_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            rail: components["schemas"]["Rail"];
            /** @description The bank's code of a refusal or return, e.g. `AC01`: the account is wrong. */
            reason?: string | null;
            state: components["schemas"]["PayoutState"];
            statement_id: components["schemas"]["Id"];
        };
        /** @description Peak minutes that are bought whether customers come or not. */
        PeakBody: {
            from: components["schemas"]["Ts"];
            /**
             * Format: int64
             * @description Worker minutes in all.
             */
            minutes: number;
            until: components["schemas"]["Ts"];
        };
        /** @description A reserved peak that may be booked. */
        PeakView: {
            currency: components["schemas"]["Currency"];
            from: components["schemas"]["Ts"];
            /** Format: int64 */
            left_minutes: number;
            /**
             * Format: int64
             * @description Pay of a minute, thousandths of a minor unit.
             */
            milli: number;
            order_id: components["schemas"]["Id"];
            project_name: string;
            until: components["schemas"]["Ts"];
        };
        PenaltyBody: {
            /** @description Less is held where the caps of the piece and the month leave less. */
            amount: components["schemas"]["Money"];
            reason: components["schemas"]["HoldReason"];
        };
        PeriodView: {
            gross: components["schemas"]["Money"];
            held: components["schemas"]["Money"];
            net: components["schemas"]["Money"];
            period: string;
            tax: components["schemas"]["Money"];
            /** Format: int64 */
            workers: number;
        };
        PeriodsView: {
            /** @description Newest first. */
            items: components["schemas"]["PeriodView"][];
        };
        /** @description What stands there, as far as a desk may know: the name of a hidden value. */
        Picked: {
            token?: string | null;
        };
        /** @description A place in a picture of that width, in pixels of the page. */
        PicturePlace: {
            /** Format: u-int32 */
            width: number;
            /** Format: float */
            x: number;
            /** Format: float */
            y: number;
        };
        /** @description A piece that was paid, as its enterprise sees it: who served it is not told. */
        PieceView: {
            at: components["schemas"]["Ts"];
            contested?: components["schemas"]["HoldState"] | null;
            /** @description The steps of the procedure that were paid for, in order. */
            did: components["schemas"]["StepLine"][];
            fee: components["schemas"]["Money"];
            /** Format: int64 */
            fee_bp: number;
            /** @description Of the earning: what a rejection names. */
            id: components["schemas"]["Id"];
            may_reject: boolean;
            /** @description Of the price: for the piece itself. The rest is for its steps and minutes, up to what the project set as the most. */
            piece: components["schemas"]["Money"];
            price: components["schemas"]["Money"];
            project_id: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Standard steps: the sum of the weights below.
             */
            steps: number;
            /** @description Of the price: for standard steps, as far as the most reached. */
            steps_price: components["schemas"]["Money"];
            /** @description Paid from a surge's pool, beside the price. */
            surge: components["schemas"]["Money"];
            task_id: components["schemas"]["Id"];
        };
        Policies: {
            items: components["schemas"]["PolicyView"][];
        };
        PolicyHash: {
            hash: string;
        };
        /** @description What it would change. */
        PolicyPreview: {
            changes: components["schemas"]["LevelChange"][];
            /** @description Sessions looked at. */
            looked_at: number;
        };
        /**
         * @description Where a version came from.
         * @enum {string}
         */
        PolicySource: "file" | "console";
        PolicySourceBody: {
            /** @description TOML; it extends a shipped policy and brings its own test vectors. */
            source: string;
        };
        /**
         * @description Life of a policy version; at most one of a name is active.
         * @enum {string}
         */
        PolicyState: "draft" | "active" | "retired";
        /** @description A version of a rule file. */
        PolicyView: {
            effective_from: components["schemas"]["Ts"];
            hash: string;
            id: string;
            kind: string;
            source: components["schemas"]["PolicySource"];
            state: components["schemas"]["PolicyState"];
            tenant: components["schemas"]["Id"];
        };
        /** @description Money for a project's quality pool. */
        PoolBody: {
            amount: components["schemas"]["Money"];
        };
        PostpaidMade: {
            id: components["schemas"]["Id"];
        };
        PostpaidNoteBody: {
            amount: components["schemas"]["Money"];
            /** @description Why, 1–80 characters; the same words for the same invoice change nothing. */
            reason: string;
        };
        PostpaidPaidBody: {
            amount: components["schemas"]["Money"];
            /** @description The bank's reference, 1–80 characters; the same one again changes nothing. */
            reference: string;
        };
        /**
         * @description Where a postpaid invoice is.
         * @enum {string}
         */
        PostpaidState: "open" | "closed";
        PostpaidView: {
            amount: components["schemas"]["Money"];
            created_at: components["schemas"]["Ts"];
            credited: components["schemas"]["Money"];
            due_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            left: components["schemas"]["Money"];
            paid: components["schemas"]["Money"];
            state: components["schemas"]["PostpaidState"];
            tenant_id: components["schemas"]["Id"];
        };
        /** @description How far a session's device is trusted (0 none … 3 attested system), and until when. */
        Posture: {
            expires_at: components["schemas"]["Ts"];
            /** Format: u-int8 */
            level: number;
        };
        /**
         * @description Presence as shown.
         * @enum {string}
         */
        PresenceState: "offline" | "available" | "reserved" | "busy" | "wrap_up" | "break" | "suspended";
        /** @description Presence as the worker and the wall see it. */
        PresenceView: {
            /** Format: int64 */
            capacity: number;
            since: components["schemas"]["Ts"];
            state: components["schemas"]["PresenceState"];
            /** Format: int64 */
            used: number;
        };
        /** @description A previewed text. */
        Preview: {
            /** @description The policy refuses the whole text. */
            blocked: boolean;
            /** @description Signs of an attempt to leave the platform. */
            solicit: components["schemas"]["PreviewSolicit"][];
            spans: components["schemas"]["PreviewSpan"][];
            /** @description The text as a worker would see it; empty when the policy refuses it. */
            text: string;
        };
        /** @description A policy that is not in force, as TOML. */
        PreviewPolicy: {
            policy: string;
        };
        PreviewSolicit: {
            channel?: string | null;
            end: number;
            /** @description `ask`, `offer` or `leave`. */
            kind: string;
            /** Format: float */
            score: number;
            start: number;
        };
        PreviewSpan: {
            /** @description `token`, `redact`, `mask`, `hash`, `surrogate`, `generalise`, `pass` or `block`. */
            action: string;
            end: number;
            label: string;
            rule: string;
            /**
             * Format: float
             * @description 0 to 1.
             */
            score: number;
            /** @description Code points of the text given. */
            start: number;
        };
        /** @description Whom somebody else's request is about: exactly one of the two. */
        PrivacyAbout: {
            account_id?: components["schemas"]["Id"] | null;
            /** @description A conversation of the customer. */
            conversation_id?: string | null;
        };
        /** @description `application/problem+json`. */
        Problem: {
            /** @description Stable word; interfaces translate it. */
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldError"][];
            request_id: string;
            /** Format: u-int16 */
            status: number;
            title: string;
            /** @description Link to the code's documentation. */
            type: string;
        };
        ProcedureBrought: {
            name: string;
            source: string;
        };
        /** @description What is wrong with a text, and its picture. */
        ProcedureChecked: {
            fit: boolean;
            issues: components["schemas"]["ProcedureIssue"][];
            steps: components["schemas"]["ProcedureStep"][];
        };
        ProcedureFilled: {
            slot: string;
            value: string;
        };
        ProcedureHash: {
            hash: string;
        };
        /** @description A procedure at a glance. */
        ProcedureHead: {
            in_force: boolean;
            name: string;
            /** @description The tenant's own; otherwise the platform's, to begin from. */
            own: boolean;
            skill?: string | null;
            /** Format: int64 */
            steps: number;
            title_en: string;
            title_zh: string;
            /**
             * Format: int64
             * @description Versions of the tenant's own.
             */
            versions: number;
        };
        ProcedureHeads: {
            items: components["schemas"]["ProcedureHead"][];
        };
        ProcedureImport: {
            /** @description `guidelines` or `graph`. */
            from: string;
            source: string;
        };
        ProcedureIssue: {
            hint: string;
            /**
             * Format: u-int64
             * @description From 1.
             */
            line: number;
            rule: string;
            /** @description `error` keeps it from being published; `warning` does not. */
            severity: string;
            text: string;
        };
        /** @description A text that was kept. */
        ProcedureKept: {
            hash: string;
            name: string;
        };
        /** @description The way a seeded customer took through a procedure. */
        ProcedureRehearsed: {
            /**
             * Format: double
             * @description From 0 to 1.
             */
            conformance: number;
            /** @description How it ended; absent when it did not within 200 steps. */
            end?: string | null;
            path: components["schemas"]["ProcedureWalked"][];
            /** Format: u-int32 */
            seed: number;
            /**
             * Format: u-int64
             * @description Weight of the steps done, and of all.
             */
            weight: number;
            /** Format: u-int64 */
            weight_of: number;
        };
        ProcedureSource: {
            /** @description YAML of one procedure. */
            source: string;
        };
        ProcedureStep: {
            /** @description The function called, or `switch` or `set`. */
            does: string;
            /** Format: u-int64 */
            line: number;
            name: string;
            /** @description Steps it can go to; `end` for the end. */
            next: string[];
            /** Format: u-int32 */
            piece_weight: number;
            required: boolean;
            /** Format: u-int32 */
            target_seconds: number;
            title_en: string;
            title_zh: string;
        };
        ProcedureVersion: {
            at: components["schemas"]["Ts"];
            hash: string;
            own: boolean;
            source: string;
            state: components["schemas"]["PolicyState"];
        };
        ProcedureVersions: {
            items: components["schemas"]["ProcedureVersion"][];
        };
        /** @description Where the procedure stands; before one is begun, only which there are. */
        ProcedureView: {
            ended: boolean;
            missing: string[];
            next: string[];
            offered: components["schemas"]["OfferedProcedure"][];
            procedure?: components["schemas"]["OfferedProcedure"] | null;
            prompt?: components["schemas"]["Said"] | null;
            slots: components["schemas"]["ChecklistSlot"][];
            steps: components["schemas"]["ChecklistStep"][];
            version?: string | null;
        };
        ProcedureWalk: {
            /** Format: u-int32 */
            seed?: number;
            source: string;
        };
        ProcedureWalked: {
            filled: components["schemas"]["ProcedureFilled"][];
            step: string;
            /** @description `completed`, `skipped` or the rule that was broken. */
            what: string;
        };
        ProceduresBrought: {
            items: components["schemas"]["ProcedureBrought"][];
        };
        /** @description A project to be made. */
        ProjectBody: {
            channel: components["schemas"]["Channel"];
            /** @description Customers' text reaches workers as pictures only; sensitivity 3 always does. */
            is_drawn?: boolean;
            /** @description A shipped policy (`base-cn`, `retail-cn`) or one that the enterprise published. */
            masking_policy: string;
            /** @description 1–80 characters. */
            name: string;
            /** @description At most 20 origins that may show the widget; empty: any. */
            origins?: string[];
            /** @description For one piece; 1–100000 minor units. */
            price: components["schemas"]["Money"];
            /**
             * Format: u-int8
             * @description Posture level that a worker's session needs, 1–3.
             */
            sensitivity: number;
            /** @description Code of the skill that serves it. */
            skill: string;
        };
        ProjectRef: {
            id: components["schemas"]["Id"];
            name: string;
            skill: string;
        };
        /**
         * @description Whether new conversations are taken.
         * @enum {string}
         */
        ProjectState: "live" | "paused";
        /** @description A project with what the worker gets of its price. */
        ProjectView: {
            channel: string;
            created_at: components["schemas"]["Ts"];
            /** Format: int64 */
            fee_bp: number;
            id: components["schemas"]["Id"];
            /** @description As the enterprise chose; sensitivity 3 is drawn in any case. */
            is_drawn: boolean;
            masking_policy: string;
            name: string;
            origins: string[];
            price: components["schemas"]["Money"];
            /** Format: u-int8 */
            sensitivity: number;
            skill: string;
            state: components["schemas"]["ProjectState"];
            widget_token: string;
            worker_pay: components["schemas"]["Money"];
        };
        /** @description That an entry is in the log (RFC 6962 inclusion proof). */
        ProofView: {
            checkpoint: components["schemas"]["CheckpointView"];
            entry_id: components["schemas"]["Id"];
            /** @description Leaf hash, hexadecimal. */
            leaf: string;
            /** @description Sibling hashes from the leaf upwards, hexadecimal. */
            path: string[];
            /** Format: u-int64 */
            seq: number;
        };
        /** @description How a draft came to be: numbers that its desk counted; no text and no key. Where it is absent nobody knows. */
        Provenance: {
            /**
             * Format: u-int32
             * @description Changes that took letters away.
             */
            edits: number;
            /**
             * Format: u-int32
             * @description Letters that came at once from elsewhere: pasted, dropped, put in by another program.
             */
            inserted: number;
            /**
             * Format: u-int32
             * @description Milliseconds of typing; of a pause only its beginning.
             */
            ms: number;
            /**
             * Format: u-int32
             * @description Letters of the desk's own that were taken over: suggestions, tokens.
             */
            offered: number;
            /**
             * Format: u-int32
             * @description Letters that were typed, through an input method too.
             */
            typed: number;
        };
        /** @description What anybody may know. */
        PublicCertificate: {
            evidence_hash: string;
            expires_at: components["schemas"]["Ts"];
            holder_initial: string;
            issued_at: components["schemas"]["Ts"];
            /** Format: int64 */
            level: number;
            /** @description Whether its holder has passed the test call and may serve. */
            live: boolean;
            skill: string;
            state: components["schemas"]["CertificateState"];
            valid: boolean;
        };
        /** @description What an hour paid people in the last 30 days. */
        PublicView: components["schemas"]["Published"] & {
            currency: components["schemas"]["Currency"];
            /** @description The last day that counts; absent before the first computation. */
            day?: string | null;
            /**
             * Format: int64
             * @description Not below this many people is a figure told.
             */
            least_people: number;
        };
        /** @description What is published: percentiles over people, in all and by skill, where there are enough of them. */
        Published: {
            online_hour?: components["schemas"]["Spread"] | null;
            paid_hour?: components["schemas"]["Spread"] | null;
            /**
             * Format: int64
             * @description People with paid time; absent while there are not enough.
             */
            people?: number | null;
            /** @description Skills with enough people. */
            skills: components["schemas"]["PublishedSkill"][];
        };
        PublishedSkill: {
            paid_hour: components["schemas"]["Spread"];
            /** Format: int64 */
            people: number;
            skill: string;
        };
        /**
         * @description What data is used for.
         * @enum {string}
         */
        Purpose: "service_terms" | "identity_check" | "interview_recording" | "automated_scoring" | "device_attestation" | "camera_guard" | "typing_rhythm" | "marketing_mail";
        Question: {
            id: string;
            options: components["schemas"]["Choice"][];
            text: string;
        };
        /** @description Live numbers of one project. */
        Queue: {
            /** Format: u-int64 */
            answered_today: number;
            /**
             * Format: int64
             * @description Idle workers at their desks who hold the skill.
             */
            available: number;
            /** Format: double */
            avg_first_reply_s?: number | null;
            /** Format: u-int64 */
            longest_wait_s: number;
            name: string;
            project_id: components["schemas"]["Id"];
            /** Format: double */
            service_level_pct?: number | null;
            /** Format: u-int64 */
            serving: number;
            /**
             * Format: u-int64
             * @description Tasks without a worker, offers included.
             */
            waiting: number;
        };
        Queues: {
            items: string[];
        };
        QuizAnswers: {
            answers: components["schemas"]["Answer"][];
        };
        QuizResult: {
            /** Format: int64 */
            correct: number;
            done: boolean;
            explain: components["schemas"]["Explained"][];
            /** Format: int64 */
            total: number;
        };
        /**
         * @description A way in which money leaves.
         * @enum {string}
         */
        Rail: "bank" | "alipay" | "wechat";
        /**
         * @description What a file is.
         * @enum {string}
         */
        RailFileKind: "order" | "status" | "statement";
        /**
         * @description How far a file has come.
         * @enum {string}
         */
        RailFileState: "ready" | "unsure" | "taken" | "refused" | "torn";
        /** @description A file to or from a bank. Its content is not kept: ours is written anew, theirs stays with the bank. */
        RailFileView: {
            batch?: components["schemas"]["Id"] | null;
            changed_at: components["schemas"]["Ts"];
            created_at: components["schemas"]["Ts"];
            heard?: components["schemas"]["Heard"] | null;
            id: components["schemas"]["Id"];
            kind: components["schemas"]["RailFileKind"];
            name: string;
            next_at?: components["schemas"]["Ts"] | null;
            problem?: string | null;
            rail: components["schemas"]["Rail"];
            state: components["schemas"]["RailFileState"];
            /**
             * Format: int64
             * @description How often it was handed over or fetched.
             */
            tries: number;
        };
        RailView: {
            /** @description Jobs speak to it. Files of a bank that is not connected are carried by people. */
            connected: boolean;
            rail: components["schemas"]["Rail"];
        };
        RailsView: {
            items: components["schemas"]["RailView"][];
        };
        Rate: {
            comment?: string | null;
            /**
             * Format: int64
             * @description 1–5.
             */
            score: number;
        };
        RateView: {
            effective_from: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            /** Format: int64 */
            minute_milli: number;
            most: components["schemas"]["Money"];
            price: components["schemas"]["Money"];
            /** Format: int64 */
            step_milli: number;
        };
        /** @description What a piece costs from a day on. */
        RatesBody: {
            effective_from?: components["schemas"]["Ts"] | null;
            /**
             * Format: int64
             * @description For a minute, thousandths of a minor unit.
             */
            minute_milli?: number;
            most?: components["schemas"]["Money"] | null;
            /** @description For the piece itself. */
            price: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description For a standard step, thousandths of a minor unit.
             */
            step_milli?: number;
        };
        RatesView: {
            /** @description All that were announced, the latest to hold first. */
            items: components["schemas"]["RateView"][];
            /** Format: int64 */
            minute_milli: number;
            most: components["schemas"]["Money"];
            /** @description What holds now. */
            price: components["schemas"]["Money"];
            /** Format: int64 */
            step_milli: number;
        };
        Read: {
            /**
             * Format: int64
             * @description Sequence number of the newest message read.
             */
            seq: number;
        };
        /** @description One term of a decision. `code` is translated by the interface; `params` fill its text. */
        Reason: {
            /** @description Stable word, e.g. `typing.cpm`. */
            code: string;
            /**
             * Format: int64
             * @description Points that could be had.
             */
            max?: number | null;
            /** @description Numbers and words of the text. */
            params: Record<string, unknown>;
            /**
             * Format: int64
             * @description Points given by this term, when the decision is a score.
             */
            points?: number | null;
        };
        ReceivableView: {
            owed: components["schemas"]["Money"];
            worker: components["schemas"]["Id"];
        };
        /** @description Where a message went. Replies name the same conversation and contact. */
        ReceivedView: {
            at: components["schemas"]["Ts"];
            contact_id: components["schemas"]["Id"];
            conversation_id: components["schemas"]["Id"];
            message_id: components["schemas"]["Id"];
        };
        /** @description A question that was asked, as its person and admins see it. */
        RecheckView: {
            at: components["schemas"]["Ts"];
            passed_at?: components["schemas"]["Ts"] | null;
            /** @description What spoke against the person, oldest first. */
            reasons: components["schemas"]["Reason"][];
        };
        /** @description What the bank said. */
        RefundAnswer: {
            /** @description The bank's reference, 1–80 characters. */
            bank_ref: string;
            /** @description `false`: refused, the money is free again. */
            paid: boolean;
        };
        /** @description Free money to be taken out. */
        RefundBody: {
            amount: components["schemas"]["Money"];
        };
        RefundMade: {
            id: components["schemas"]["Id"];
        };
        /**
         * @description Where a refund is.
         * @enum {string}
         */
        RefundState: "instructed" | "settled" | "returned";
        RefundView: {
            amount: components["schemas"]["Money"];
            bank_ref?: string | null;
            changed_at: components["schemas"]["Ts"];
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            state: components["schemas"]["RefundState"];
        };
        RejectionBody: {
            reason: components["schemas"]["HoldReason"];
        };
        RemittanceBody: {
            /** @description The filing's number, 1–80 characters; each is paid once. */
            filing: string;
            levy: components["schemas"]["LevyKind"];
        };
        /** @description A remittance with what it consists of. */
        RemittanceDetail: components["schemas"]["RemittanceView"] & {
            /** @description Journal lines, at most 200. */
            entries: components["schemas"]["Entry"][];
        };
        RemittanceMade: {
            id: components["schemas"]["Id"];
        };
        /** @enum {string} */
        RemittanceState: "running" | "done";
        RemittanceView: {
            /**
             * Format: int64
             * @description Accounts that were emptied so far.
             */
            accounts: number;
            amount: components["schemas"]["Money"];
            changed_at: components["schemas"]["Ts"];
            created_at: components["schemas"]["Ts"];
            filing: string;
            id: components["schemas"]["Id"];
            levy: components["schemas"]["LevyKind"];
            state: components["schemas"]["RemittanceState"];
        };
        /** @description Who removes a passkey proves anew who they are. */
        RemovePasskey: {
            /** @description Remove it even if it is the last one. */
            even_last?: boolean;
            password: string;
        };
        /** @description What deciding again gave. */
        Replay: {
            /** @enum {string} */
            result: "same";
        } | {
            computed: Record<string, unknown>;
            recorded: Record<string, unknown>;
            /** @enum {string} */
            result: "differs";
        } | {
            /** @enum {string} */
            result: "erased";
        };
        ReportCamera: {
            report: components["schemas"]["CameraReport"];
            token: string;
        };
        /** @description The result with its reasons. */
        ReportView: {
            contested?: components["schemas"]["ContestedView"] | null;
            decided_at?: components["schemas"]["Ts"] | null;
            decision_id?: components["schemas"]["Id"] | null;
            /**
             * Format: int64
             * @description What the total is at least, with 95 % confidence.
             */
            low?: number | null;
            /** Format: int64 */
            max?: number | null;
            /** @description Whether a new interview may be asked for now. */
            may_appeal: boolean;
            outcome?: components["schemas"]["InterviewOutcome"] | null;
            /** @description Pronunciation was not scored. */
            partial?: boolean | null;
            /** @description Why the speech engine that is installed gave nothing that counts. */
            partial_why?: string | null;
            reasons: components["schemas"]["Reason"][];
            retake_at?: components["schemas"]["Ts"] | null;
            /** @description Where the application stands. */
            state: components["schemas"]["ApplicationState"];
            /** Format: int64 */
            total?: number | null;
            /** @description What the speech engine heard; empty without one, or when it was erased. */
            transcripts: components["schemas"]["TranscriptView"][];
            voice?: components["schemas"]["VoiceTrack"] | null;
        };
        RescoreDetail: {
            /** @description At most 200. */
            results: components["schemas"]["RescoreResult"][];
            run: components["schemas"]["RescoreView"];
        };
        /** @description A score that came out otherwise. */
        RescoreResult: {
            decision_id?: components["schemas"]["Id"] | null;
            interview_id: components["schemas"]["Id"];
            now_outcome: string;
            /** Format: int64 */
            now_total: number;
            was_outcome: string;
            /** Format: int64 */
            was_total: number;
        };
        RescoreRuns: {
            items: components["schemas"]["RescoreView"][];
        };
        /**
         * @description Where a run stands.
         * @enum {string}
         */
        RescoreState: "running" | "done" | "superseded";
        /** @description A pass over all scored interviews, and how far it is. */
        RescoreView: {
            /**
             * Format: int64
             * @description People who waited for a person and were admitted.
             */
            advanced: number;
            /** Format: int64 */
            changed: number;
            created_at: components["schemas"]["Ts"];
            /** Format: int64 */
            done: number;
            /**
             * Format: int64
             * @description Interviews whose measures were erased.
             */
            erased: number;
            finished_at?: components["schemas"]["Ts"] | null;
            id: components["schemas"]["Id"];
            policy_hash: string;
            state: components["schemas"]["RescoreState"];
            /**
             * Format: int64
             * @description Scored interviews when it began.
             */
            total: number;
        };
        /** @description Asks for a fresh code. */
        ResendCode: {
            email: string;
        };
        /**
         * @description Where an offer stands.
         * @enum {string}
         */
        ReservationState: "pending" | "accepted" | "rejected" | "timeout" | "rescinded" | "canceled";
        /**
         * @description What resolved it.
         * @enum {string}
         */
        ResolvedBy: "judge" | "window" | "clock";
        /**
         * @description Whether a conversation passed its form.
         * @enum {string}
         */
        Result: "passed" | "failed";
        Retention: {
            items: components["schemas"]["RetentionClock"][];
        };
        /** @description How long a table's rows are kept, and how its clock stands. */
        RetentionClock: {
            /** @description Who deletes, where not this clock; `hand` for what is append-only. */
            by?: string | null;
            /** @description `conversation`, `money`, `audit`, … */
            class: string;
            /**
             * Format: u-int32
             * @description Days after `from`; absent where rows go with others or with their person.
             */
            days?: number | null;
            /** Format: int64 */
            deleted?: number | null;
            /** Format: int64 */
            deleted_ever?: number | null;
            /** @description Words that are emptied instead of rows deleted. */
            empties: string[];
            from?: string | null;
            /**
             * Format: int64
             * @description Due, but held.
             */
            held?: number | null;
            /** @description Law by which an erasure keeps rows, and why. */
            law?: string | null;
            next_at?: components["schemas"]["Ts"] | null;
            purpose: string;
            ran_at?: components["schemas"]["Ts"] | null;
            /** @description In words. */
            retention: string;
            /** Format: int64 */
            rows?: number | null;
            table: string;
            why?: string | null;
            /** @description Goes with rows of this. */
            with?: string | null;
        };
        Revealed: {
            /**
             * Format: u-int32
             * @description Seconds after which it must be covered again.
             */
            remask_after_s: number;
            value: string;
        };
        ReviewDecision: {
            /** @description Up to 2000 characters; required when declining. */
            note?: string;
            outcome: components["schemas"]["ReviewOutcome"];
        };
        /** @description Everything about one application that a reviewer may see. */
        ReviewDetail: {
            dialogues: components["schemas"]["ReviewDialogue"][];
            identity?: components["schemas"]["ReviewIdentity"] | null;
            recordings: components["schemas"]["ReviewRecording"][];
            review: components["schemas"]["ReviewView"];
            signals: components["schemas"]["Noticed"][];
            typed: components["schemas"]["ReviewTyped"][];
        };
        ReviewDialogue: {
            title: string;
            turns: components["schemas"]["DialogueTurn"][];
        };
        /** @description What a reviewer sees of it. */
        ReviewIdentity: {
            codes: string[];
            decision_id: components["schemas"]["Id"];
            document: components["schemas"]["DocumentKind"];
            /** @description Applications of other accounts with the same document. */
            same_document: components["schemas"]["Id"][];
            state: components["schemas"]["IdentityState"];
            /** @description Words of the verifier. */
            verifier_codes: string[];
        };
        /** @enum {string} */
        ReviewOutcome: "admit" | "decline";
        ReviewPoints: {
            /** @description Points of each item that a person scores. */
            points: {
                [key: string]: number;
            };
        };
        ReviewRecording: {
            /** @description What was to be read or talked about. */
            asked: string;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            duration_ms: number;
            /** @description Level, noise and voice as measured; what the confidence of the measures rests on. */
            heard: Record<string, unknown>;
            id: components["schemas"]["Id"];
            part: components["schemas"]["PartKind"];
            transcript?: components["schemas"]["TranscriptView"] | null;
        };
        ReviewTyped: {
            target: string;
            text: string;
        };
        /** @description An application as the reviewer sees it: no name, no photo. */
        ReviewView: {
            application_id: components["schemas"]["Id"];
            decided_at?: components["schemas"]["Ts"] | null;
            decision_id?: components["schemas"]["Id"] | null;
            locale: string;
            /** Format: int64 */
            max: number;
            reasons: components["schemas"]["Reason"][];
            state: components["schemas"]["ApplicationState"];
            submitted_at?: components["schemas"]["Ts"] | null;
            /** Format: int64 */
            total: number;
            vetting_flags: string[];
        };
        Reviewed: {
            done: boolean;
        };
        /** @description What a page reports of its keys (by who agreed to `typing_rhythm`), its own guard and its clock. No key and no text. */
        RhythmReport: {
            /**
             * Format: int64
             * @description The page's clock, milliseconds since 1970.
             */
            at_ms: number;
            /**
             * @description What the page's own guard stopped or noticed since the last report, how often: `copy`, `cut`, `dragstart`, `contextmenu`,
             *     `key`, `hidden`, `blurred`, `printing`, `capture_key`, `not_full`, `second_screen`, `devtools`.
             */
            noticed?: {
                [key: string]: number;
            };
            /**
             * Format: int32
             * @description The page's offset from UTC, in minutes.
             */
            offset_min: number;
            window?: components["schemas"]["KeyWindow"] | null;
        };
        /**
         * @description Where a session stands.
         * @enum {string}
         */
        RhythmState: "off" | "learning" | "ok" | "recheck";
        /** @description Where this session stands, and the questions of the last day. */
        RhythmView: {
            rechecks: components["schemas"]["RecheckView"][];
            state: components["schemas"]["RhythmState"];
            /**
             * Format: u-int32
             * @description Windows that the person's profile knows.
             */
            windows: number;
        };
        /**
         * @description What an account may be. The words are those of the policies in `policies/authz`.
         * @enum {string}
         */
        Role: "worker" | "member" | "owner" | "admin" | "visitor";
        /** @description One thing the page noticed. */
        RoomSignal: {
            /**
             * Format: int64
             * @description Milliseconds since the room's page was opened.
             */
            at_ms: number;
            kind: components["schemas"]["SignalKind"];
            /**
             * Format: int64
             * @description How long it lasted, where it has a length.
             */
            ms?: number;
            part?: components["schemas"]["PartKind"] | null;
        };
        RoomSignals: {
            /** @description At most a hundred at a time. */
            signals: components["schemas"]["RoomSignal"][];
        };
        RoomSignalsTaken: {
            /**
             * Format: int64
             * @description How many are known of this interview.
             */
            known: number;
        };
        /**
         * @description That a verdict or an offer is in the log: `hash` is the leaf hash of `content` in canonical form and stands at `place` in
         *     the `rows` of `words`; SHA-256 of salt and words is the `detail` of the entry that `proof` proves.
         */
        RowProofView: {
            content: Record<string, unknown>;
            hash: string;
            place: number;
            proof: components["schemas"]["ProofView"];
            /** @description Hexadecimal. */
            salt: string;
            words: string;
        };
        /** @description An item of the form, marked 0 to 2. */
        RubricItem: {
            id: string;
            /** @description 0 fails the sheet. */
            must: boolean;
            name_en: string;
            name_zh: string;
        };
        /** @description What publishing began; nothing when this text is in force already. */
        RulesPublished: {
            run?: components["schemas"]["RescoreView"] | null;
        };
        /** @description Words in both languages. */
        Said: {
            en: string;
            zh: string;
        };
        /** @description A message of the customer, as stored for them. */
        SaidView: {
            message: components["schemas"]["CustomerMessage"];
        };
        SamplePage: {
            agreement: components["schemas"]["Agreement"];
            form: components["schemas"]["FormView"];
            items: components["schemas"]["SampleView"][];
            next?: components["schemas"]["Id"] | null;
        };
        SampleView: {
            evaluation: components["schemas"]["EvaluationView"];
            /** @description The known answer, where there is one and you have given yours. */
            known?: {
                [key: string]: number;
            } | null;
            /** @description What you gave. */
            mine?: {
                [key: string]: number;
            } | null;
            /** @description What the other gave; empty until you have scored. */
            others: {
                [key: string]: number;
            }[];
            reviews: number;
        };
        Say: {
            text: string;
        };
        ScenarioCard: {
            /** @description The procedure to follow, in Markdown. */
            brief: string;
            title: string;
        };
        /** @description A scenario as text and as form, and what is wrong with it. */
        ScenarioChecked: {
            fit: boolean;
            form?: components["schemas"]["ScenarioForm"] | null;
            issues: components["schemas"]["ScenarioIssue"][];
            source: string;
        };
        /** @description What a form can be filled with. */
        ScenarioChoices: {
            /** @description A form to begin from. */
            empty: components["schemas"]["ScenarioForm"];
            personas: components["schemas"]["ChoicePersona"][];
            procedures: components["schemas"]["ChoiceProcedure"][];
        };
        /** @description Goal slots × persona × patience × mood, over one procedure. */
        ScenarioForm: {
            /** @description Slots that are as told here; the others are drawn. */
            goal?: Record<string, unknown>;
            id: string;
            /** @description The conversation it was made from. */
            made_from?: string | null;
            mood?: components["schemas"]["Mood"] | null;
            /** @description First sentences, of which one is drawn. */
            opening: components["schemas"]["BothTexts"][];
            /**
             * Format: int64
             * @description How much goes wrong before the customer leaves; the persona's own when absent.
             */
            patience?: number | null;
            /** @description Manners of which one is drawn; any when empty. */
            persona?: string[];
            /** @description How a value is put into words, by `slot=value`. */
            saying?: {
                [key: string]: components["schemas"]["BothTexts"];
            };
            /** @description Name of the procedure. */
            sop: string;
            title: components["schemas"]["BothTexts"];
            /** @description Steps that it trains above all: what went wrong in the conversation it was made from. */
            trains?: string[];
        };
        ScenarioHash: {
            hash: string;
        };
        /** @description A scenario at a glance. */
        ScenarioHead: {
            /** @description False once the procedure in force no longer has what it names: then nobody is offered it. */
            fits: boolean;
            in_force: boolean;
            /** @description Made from a conversation. */
            is_made: boolean;
            name: string;
            procedure: string;
            title: components["schemas"]["BothTexts"];
            /** Format: int64 */
            versions: number;
        };
        ScenarioHeads: {
            items: components["schemas"]["ScenarioHead"][];
        };
        ScenarioIssue: {
            /** @description The field of the form, such as `goal.reason`. */
            field: string;
            file: string;
            hint: string;
            /**
             * Format: u-int64
             * @description From 1.
             */
            line: number;
            rule: string;
            /** @description `error` keeps it from being published; `warning` does not. */
            severity: string;
            text: string;
        };
        /** @description A scenario that was kept. */
        ScenarioKept: {
            hash: string;
            name: string;
        };
        ScenarioPlay: {
            form?: components["schemas"]["ScenarioForm"] | null;
            /** @description `zh` or `en`. */
            language?: string;
            /** Format: u-int32 */
            seed?: number;
            source?: string | null;
        };
        /** @description A conversation in which every step is done by the book. */
        ScenarioPreview: {
            judged: components["schemas"]["Judged"];
            lines: components["schemas"]["Line"][];
            mood: components["schemas"]["Mood"];
            /** Format: u-int32 */
            seed: number;
        };
        ScenarioVersion: {
            at: components["schemas"]["Ts"];
            form?: components["schemas"]["ScenarioForm"] | null;
            hash: string;
            source: string;
            state: components["schemas"]["PolicyState"];
        };
        ScenarioVersions: {
            items: components["schemas"]["ScenarioVersion"][];
        };
        /** @description Either a text or a form. */
        ScenarioWritten: {
            form?: components["schemas"]["ScenarioForm"] | null;
            /** @description TOML of one scenario. */
            source?: string | null;
        };
        Scenarios: {
            items: components["schemas"]["Offered"][];
        };
        SecurityAnswers: {
            answers: components["schemas"]["Answer"][];
        };
        Send: {
            /** @description Why to send it although patrol warned. */
            override_reason?: string | null;
            provenance?: components["schemas"]["Provenance"] | null;
            /** @description Of the check this very text was shown to have; refused when it was made for anything else. */
            receipt?: string | null;
            text: string;
        };
        /**
         * @description Who wrote a message.
         * @enum {string}
         */
        Sender: "customer" | "worker" | "bot" | "system";
        /** @description A message that was sent, and the verdict under which it was. */
        SentView: {
            message: components["schemas"]["MessageView"];
            verdict: components["schemas"]["VerdictView"];
        };
        /** @description How soon a customer was served. Times are whole seconds from the moment a person was needed. */
        Served: {
            /**
             * Format: int64
             * @description Until the first answer was written.
             */
            first_reply_s?: number | null;
            /**
             * Format: int64
             * @description Until somebody accepted.
             */
            wait_s?: number | null;
            /** @description Whether somebody accepted within 20 seconds, which is what the service level counts. */
            within_20s?: boolean | null;
        };
        /** @description Service level of a set of tasks. Percentages 0–100, seconds with one decimal; absent where nothing can be divided. */
        ServiceLevel: {
            /**
             * Format: u-int64
             * @description Customers who left before anybody answered.
             */
            abandoned: number;
            /** Format: u-int64 */
            answered: number;
            /**
             * Format: double
             * @description From the customer's first message to the worker's.
             */
            avg_first_reply_s?: number | null;
            /** Format: double */
            avg_wait_s?: number | null;
            /**
             * Format: u-int64
             * @description Tasks that asked for a worker.
             */
            offered: number;
            /**
             * Format: double
             * @description Share answered within 20 s, of those answered and those who waited longer, gave up or not.
             */
            within_20s_pct?: number | null;
        };
        /** @description Service level of the last 24 hours. */
        ServiceLevelView: components["schemas"]["ServiceLevel"] & {
            by_hour: components["schemas"]["HourLevel"][];
            /**
             * Format: double
             * @description 1–5.
             */
            rating_avg?: number | null;
        };
        /** @description How far this session is trusted, by which claims, and what the next level lacks. */
        SessionStanding: {
            claims: string[];
            missing: string[];
            posture: components["schemas"]["Posture"];
            session_id: components["schemas"]["Id"];
        };
        /** @description One of my sessions. */
        SessionView: {
            created_at: components["schemas"]["Ts"];
            /** @description This request's own session. */
            current: boolean;
            device: string;
            expires_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            posture: components["schemas"]["Posture"];
            seen_at: components["schemas"]["Ts"];
        };
        /** @description My live sessions, newest first. */
        Sessions: {
            items: components["schemas"]["SessionView"][];
        };
        /** @description The states a worker may choose. */
        SetPresence: {
            state: components["schemas"]["Duty"];
        };
        /** @description Whether a person reads text where others see pictures. */
        SetTextMode: {
            granted: boolean;
        };
        /** @description By which way a kind is told. */
        Setting: {
            in_product: boolean;
            kind: components["schemas"]["NoticeKind"];
            mail: boolean;
        };
        /** @description One worker's part of a closed period. */
        SettledView: {
            gross: components["schemas"]["Money"];
            held: components["schemas"]["Money"];
            /** @description Of the statement. */
            id: components["schemas"]["Id"];
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            worker: components["schemas"]["Id"];
        };
        SignIn: {
            email: string;
            password: string;
        };
        /** @description Opens a sign-up. */
        SignUp: {
            email: string;
            /** @description Demanded of enterprises, refused from workers. */
            enterprise_name?: string | null;
            kind: components["schemas"]["SignUpKind"];
            locale: components["schemas"]["Locale"];
            name: string;
            password: string;
        };
        /**
         * @description What somebody signs up as.
         * @enum {string}
         */
        SignUpKind: "worker" | "enterprise";
        /**
         * @description Something that has many innocent causes.
         * @enum {string}
         */
        SignalKind: "hidden" | "blur" | "fullscreen_left" | "paste" | "second_screen" | "device_change" | "odd_device" | "pause" | "offline";
        /** @description An access token, and who holds it. The refresh token is in the cookie. */
        Signed: {
            access_token: string;
            account: components["schemas"]["Me"];
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
        };
        /** @description A heartbeat signed by the session's key. */
        SignedBeat: {
            /**
             * Format: int64
             * @description The page's clock, milliseconds since 1970.
             */
            at_ms: number;
            /**
             * Format: u-int64
             * @description Rises from 1.
             */
            seq: number;
            /** @description r and s, 64 bytes, base64url. */
            signature: string;
        };
        /**
         * @description A verdict: the JSON text that was signed, and r and s of its signature, base64url. For the challenge `frame` also the
         *     picture whose hash the verdict names: JPEG, base64url. It is looked at for faces and forgotten.
         */
        SignedVerdict: {
            body: string;
            picture?: string | null;
            signature: string;
        };
        /**
         * @description Where a simulated conversation stands.
         * @enum {string}
         */
        SimulationState: "open" | "passed" | "failed";
        SimulationView: {
            advice: components["schemas"]["Advice"][];
            id: components["schemas"]["Id"];
            judged?: components["schemas"]["Judged"] | null;
            lines: components["schemas"]["Line"][];
            missing: string[];
            mode: components["schemas"]["Mode"];
            mood: components["schemas"]["Mood"];
            next: string[];
            /** @description SHA-256 of the procedure it runs under. */
            procedure_hash: string;
            scenario: string;
            /** Format: int64 */
            seed: number;
            skill: string;
            slots: components["schemas"]["FilledSlot"][];
            started_at: components["schemas"]["Ts"];
            state: components["schemas"]["SimulationState"];
            steps: components["schemas"]["StepView"][];
            title: string;
        };
        Sit: {
            skill: string;
        };
        /**
         * @description How a worker stands to a skill.
         * @enum {string}
         */
        SkillState: "none" | "learning" | "certified";
        SkillView: {
            certificate?: components["schemas"]["HeldCertificate"] | null;
            code: string;
            /**
             * Format: int64
             * @description How long course and exam take.
             */
            minutes: number;
            name_en: string;
            name_zh: string;
            state: components["schemas"]["SkillState"];
        };
        Skills: {
            items: components["schemas"]["SkillView"][];
        };
        /** @description Low, middle and high of hourly pay, minor units an hour. */
        Spread: {
            /** Format: int64 */
            median: number;
            /** Format: int64 */
            p10: number;
            /** Format: int64 */
            p90: number;
        };
        /**
         * @description Where a booking stands.
         * @enum {string}
         */
        StandbyState: "booked" | "paid" | "canceled";
        StandbyView: {
            booked: components["schemas"]["BookingView"][];
            open: components["schemas"]["PeakView"][];
        };
        /** @description How a person stands to one purpose. */
        Standing: {
            at?: components["schemas"]["Ts"] | null;
            /** @description Whether the version in force is granted. */
            granted: boolean;
            purpose: components["schemas"]["Purpose"];
            required: boolean;
            /** @description The version in force. */
            version: string;
        };
        StateCount: {
            /** Format: int64 */
            payouts: number;
            state: components["schemas"]["PayoutState"];
        };
        StateView: {
            state: components["schemas"]["BatchState"];
        };
        /** @description A statement with its lines, their formulas, and the document that can be computed again offline. */
        StatementDetail: components["schemas"]["StatementView"] & {
            /** @description Quality, floor, standby, and what was held or given back. */
            adjustments: components["schemas"]["AdjustmentLine"][];
            /** @description The whole statement as it is exported. */
            document: Record<string, unknown>;
            lines: components["schemas"]["FormulaLine"][];
            /** @description Taken back of what had been overpaid. */
            recovered: components["schemas"]["Money"];
            /** @description Tax step by step: income by month, the working, the rule and its hash. */
            tax_working: Record<string, unknown>;
        };
        /** @description One earning of a statement; `(price − fee) × quality + surge = amount`, minor units. */
        StatementLine: {
            /** Format: int64 */
            amount_minor: number;
            /** @description Terms and work that the price follows from; absent on statements from before they were kept. */
            basis?: [
                {
                    currency: components["schemas"]["Currency"];
                    /**
                     * Format: int64
                     * @description The platform's part, basis points.
                     */
                    fee_bp: number;
                    /**
                     * Format: int64
                     * @description What an hour of work is worth at least; 0 where no floor is set.
                     */
                    floor_hourly: number;
                    /**
                     * Format: int64
                     * @description For a minute, thousandths of a minor unit; seconds count.
                     */
                    minute_milli: number;
                    /**
                     * Format: int64
                     * @description The most that the piece, its steps and its minutes cost together; so much is set aside.
                     */
                    most_minor: number;
                    /**
                     * Format: int64
                     * @description For the piece itself, minor units.
                     */
                    price_minor: number;
                    /**
                     * Format: int64
                     * @description For a standard step, thousandths of a minor unit.
                     */
                    step_milli: number;
                    /**
                     * Format: int64
                     * @description Multiplier while people are missing, basis points; 10000 is none.
                     */
                    surge_bp: number;
                    /**
                     * Format: int64
                     * @description What the surge adds to the worker's pay, from a pool that was funded for it.
                     */
                    surge_minor: number;
                },
                {
                    /**
                     * Format: int64
                     * @description From acceptance to the end of the wrap-up.
                     */
                    seconds: number;
                    /**
                     * Format: int64
                     * @description Standard steps of its procedure that were completed.
                     */
                    steps: number;
                }
            ] | null;
            day: string;
            earning: components["schemas"]["Id"];
            /** Format: int64 */
            fee_bp: number;
            /** Format: int64 */
            fee_minor: number;
            /** Format: int64 */
            price_minor: number;
            project: components["schemas"]["Id"];
            /** Format: int64 */
            quality_bp: number;
            task: components["schemas"]["Id"];
        };
        /** @description A statement at a glance. */
        StatementView: {
            at: components["schemas"]["Ts"];
            gross: components["schemas"]["Money"];
            /** @description Waits for an appeal; neither taxed nor paid yet. */
            held: components["schemas"]["Money"];
            id: components["schemas"]["Id"];
            net: components["schemas"]["Money"];
            /** @description `2026-11`. */
            period: string;
            tax: components["schemas"]["Money"];
        };
        Step: {
            do: components["schemas"]["Does"];
            /** @description Ids of messages or tool results that prove it. */
            evidence?: string[];
            /** @description What was learnt, by slot; personal data as tokens. */
            slots?: Record<string, unknown>;
            step: string;
        };
        /** @description A step that was paid for, beside the piece. */
        StepLine: {
            /** @description Weight × rate of a standard step, major units of the currency as decimal text, before rounding and the cap. */
            amount: string;
            step: string;
            title_en: string;
            title_zh: string;
            /**
             * Format: int64
             * @description Standard steps that it counts for.
             */
            weight: number;
        };
        /** @description A step of the procedure as the desk lists it. */
        StepView: {
            function: string;
            required: boolean;
            /** @description `done`, `current`, `skipped`, `ahead` or `open`. */
            state: string;
            step: string;
            title: string;
        };
        /**
         * @description Somebody who signs in, or a customer behind a widget.
         * @enum {string}
         */
        SubjectKind: "person" | "customer";
        Submitted: {
            state: components["schemas"]["InterviewState"];
        };
        /** @description A surge to be opened. */
        SurgeBody: {
            /** @description What it may pay in all; taken from escrow, unspent money returns. */
            amount: components["schemas"]["Money"];
            ends_at: components["schemas"]["Ts"];
            /**
             * Format: int64
             * @description Forecast gap between demand and people, basis points of demand.
             */
            gap_bp: number;
            project: components["schemas"]["Id"];
            starts_at?: components["schemas"]["Ts"] | null;
        };
        SurgeMade: {
            id: components["schemas"]["Id"];
        };
        /**
         * @description Whether a surge still promises.
         * @enum {string}
         */
        SurgeState: "open" | "ended";
        SurgeView: {
            ends_at: components["schemas"]["Ts"];
            /** @description May still be promised. */
            free: components["schemas"]["Money"];
            funded: components["schemas"]["Money"];
            /** Format: int64 */
            gap_bp: number;
            id: components["schemas"]["Id"];
            /** @description Still in the pool, promises included. */
            left: components["schemas"]["Money"];
            project_id: components["schemas"]["Id"];
            starts_at: components["schemas"]["Ts"];
            state: components["schemas"]["SurgeState"];
        };
        /** @description Either a text or an act. */
        Take: {
            /** @description Name of a step that uses a tool. */
            act?: string | null;
            text?: string | null;
        };
        TakeStep: {
            step: components["schemas"]["LegalHoldStep"];
        };
        /** @description The task under which the supervisor serves. */
        TakenOver: {
            task_id: components["schemas"]["Id"];
        };
        /**
         * @description Where a task stands. Only `reserved`, `assigned` and `wrapping` have a worker, and each of them has a lease.
         * @enum {string}
         */
        TaskState: "pending" | "reserved" | "assigned" | "wrapping" | "completed" | "canceled";
        /** @description A task as the enterprise and the admin see it. */
        TaskView: {
            answered_at?: components["schemas"]["Ts"] | null;
            /**
             * Format: int64
             * @description Offers made so far.
             */
            attempt: number;
            conversation_id: components["schemas"]["Id"];
            created_at: components["schemas"]["Ts"];
            ended_at?: components["schemas"]["Ts"] | null;
            first_reply_at?: components["schemas"]["Ts"] | null;
            /** @description Why it cannot be offered at the moment, e.g. `not_funded`. */
            hold?: string | null;
            id: components["schemas"]["Id"];
            /** Format: int64 */
            priority: number;
            project_id: components["schemas"]["Id"];
            /** Format: int64 */
            sensitivity: number;
            skill: string;
            state: components["schemas"]["TaskState"];
            worker?: components["schemas"]["Id"] | null;
            wrap_code?: string | null;
            wrap_note?: string | null;
        };
        /** @description A tenant as others see it. */
        TenantView: {
            id: components["schemas"]["Id"];
            name: string;
        };
        /** @description Price, surge and floor of a piece. A later tariff never touches them. */
        Terms: {
            currency: components["schemas"]["Currency"];
            /**
             * Format: int64
             * @description The platform's part, basis points.
             */
            fee_bp: number;
            /**
             * Format: int64
             * @description What an hour of work is worth at least; 0 where no floor is set.
             */
            floor_hourly: number;
            /**
             * Format: int64
             * @description For a minute, thousandths of a minor unit; seconds count.
             */
            minute_milli: number;
            /**
             * Format: int64
             * @description The most that the piece, its steps and its minutes cost together; so much is set aside.
             */
            most_minor: number;
            /**
             * Format: int64
             * @description For the piece itself, minor units.
             */
            price_minor: number;
            /**
             * Format: int64
             * @description For a standard step, thousandths of a minor unit.
             */
            step_milli: number;
            /**
             * Format: int64
             * @description Multiplier while people are missing, basis points; 10000 is none.
             */
            surge_bp: number;
            /**
             * Format: int64
             * @description What the surge adds to the worker's pay, from a pool that was funded for it.
             */
            surge_minor: number;
        };
        TestCallAsk: {
            skill: string;
        };
        /** @description What whoever plays the customer goes by. */
        TestCallBrief: {
            /** @description What is true, to be told when asked. */
            facts: components["schemas"]["TestCallFact"][];
            opening: string;
            title: string;
        };
        TestCallFact: {
            label: string;
            value: string;
        };
        /** @description A line of the recording. What the patrol stopped was not said; its rules stay, its words do not. */
        TestCallLine: {
            at: components["schemas"]["Ts"];
            from: components["schemas"]["Part"];
            stopped?: string[];
            text: string;
        };
        TestCallSay: {
            text: string;
        };
        TestCallSheet: {
            /** @description Every item of the form, 0 to 2. */
            marks: Record<string, unknown>;
        };
        /**
         * @description Where a test call stands.
         * @enum {string}
         */
        TestCallState: "wanted" | "calling" | "scoring" | "passed" | "failed";
        /** @description A test call as its part of it sees it. Nobody's name or number, and no sheet of another scorer, is in it. */
        TestCallView: {
            asked_at: components["schemas"]["Ts"];
            brief?: components["schemas"]["TestCallBrief"] | null;
            decision_id?: components["schemas"]["Id"] | null;
            id: components["schemas"]["Id"];
            lines: components["schemas"]["TestCallLine"][];
            part: components["schemas"]["Part"];
            /** @description Why it was decided so; the candidate's. */
            reasons: components["schemas"]["Reason"][];
            rubric: components["schemas"]["RubricItem"][];
            settled_at?: components["schemas"]["Ts"] | null;
            skill: string;
            state: components["schemas"]["TestCallState"];
        };
        TestCalls: {
            items: components["schemas"]["TestCallView"][];
        };
        /** @description The customer's newest conversation. */
        ThreadHead: {
            agent?: components["schemas"]["Agent"] | null;
            id: components["schemas"]["Id"];
            /** Format: int64 */
            rating?: number | null;
            state: components["schemas"]["ConversationState"];
        };
        /**
         * @description Whether the customer can still write into it.
         * @enum {string}
         */
        ThreadState: "open" | "closed";
        /** @description The widget's snapshot, as of `seq` of the customer's stream. Tokens are expanded. */
        ThreadView: {
            conversation?: components["schemas"]["ThreadHead"] | null;
            epoch: string;
            messages: components["schemas"]["CustomerMessage"][];
            /** Format: int64 */
            seq: number;
        };
        /** @description A token and what its worker may do with it. */
        TokenView: {
            can_call: boolean;
            /** @description The enterprise's system takes values. */
            can_send: boolean;
            label: string;
            /** @description Purposes for which the value may be seen; none means never. */
            reveal: string[];
            /** @description 〔手机·1〕. */
            token: string;
        };
        Tokens: {
            items: components["schemas"]["TokenView"][];
        };
        /** @description A notification as its person sees it. `params` fill the text of its kind; they hold no personal data. */
        Told: {
            created_at: components["schemas"]["Ts"];
            id: components["schemas"]["Id"];
            kind: components["schemas"]["NoticeKind"];
            params: Record<string, unknown>;
            read_at?: components["schemas"]["Ts"] | null;
        };
        /** @description What a speech engine heard in one part. */
        TranscriptView: {
            /**
             * Format: int64
             * @description How sure the engine says it is, per mille.
             */
            confidence_pm?: number | null;
            part: components["schemas"]["PartKind"];
            text: string;
            /** @description Each with its place in the recording; empty where the engine gives none. */
            words: components["schemas"]["TranscriptWord"][];
        };
        /** @description One word or character with its place in the recording. */
        TranscriptWord: {
            /** Format: int64 */
            from_ms: number;
            text: string;
            /** Format: int64 */
            to_ms: number;
        };
        /** @description To whom: one of the two. */
        Transfer: {
            /** @description A skill, see `queues`. */
            to_queue?: string | null;
            to_worker?: components["schemas"]["Id"] | null;
        };
        /** @description The task that waits to take over. */
        Transferring: {
            task_id: components["schemas"]["Id"];
        };
        /** @description What additions would have done to the past. */
        Tried: {
            /** @description Messages looked at. */
            looked_at: number;
            /** @description Those with a remark or an alert only. */
            remarked: number;
            /** @description The newest of them all. */
            shown: components["schemas"]["WouldHit"][];
            /** @description Of these, those that would not have been sent. */
            stopped: number;
            /** @description Those that would have been sent only with a reason. */
            warned: number;
        };
        /** Format: date-time */
        Ts: string;
        TypingAnswer: {
            events: components["schemas"]["TypingEvent"][];
            /** @description The text as it stands; it must be what the events give. */
            text: string;
        };
        /** @description One editing event at the end of the text. The room's text box keeps the caret there. */
        TypingEvent: {
            /**
             * Format: int64
             * @description Milliseconds since the first focus of the box.
             */
            at_ms: number;
            /**
             * Format: u-int32
             * @description How many characters were deleted; 1 when absent.
             */
            count?: number | null;
            kind: components["schemas"]["TypingKind"];
            /** @description What was inserted or committed by the input method. */
            text?: string | null;
        };
        /** @enum {string} */
        TypingKind: "insert" | "delete" | "compose";
        UploadBegun: {
            /**
             * Format: int64
             * @description Largest chunk, in bytes.
             */
            chunk_max: number;
            id: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description The chunk to send next.
             */
            next: number;
        };
        UploadBrief: {
            id: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description The chunk to send next.
             */
            next: number;
            /** @description Why the take has to be redone. */
            reason?: string | null;
            state: components["schemas"]["UploadState"];
        };
        /**
         * @description What a recording is for.
         * @enum {string}
         */
        UploadPurpose: "syllables" | "words" | "read_aloud" | "talk";
        /**
         * @description Where an upload stands.
         * @enum {string}
         */
        UploadState: "open" | "done" | "redo" | "dropped";
        UploadView: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int64
             * @description Length of the sound that arrived.
             */
            duration_ms?: number | null;
            id: components["schemas"]["Id"];
            /** Format: int64 */
            next: number;
            /**
             * @description Why it has to be recorded again: empty, wrong_container, no_audio, damaged, too_long, too_short, interrupted, silent,
             *     clipped, noisy, no_voice, too_few.
             */
            reason?: string | null;
            state: components["schemas"]["UploadState"];
        };
        /**
         * @description The judgement of one message: the heaviest outcome of its hits. Hits come heaviest first, of the same
         *     weight those first that the whole message sounds like, then by place.
         */
        Verdict: {
            hits: components["schemas"]["Hit"][];
            outcome: components["schemas"]["Outcome"];
        };
        VerdictBody: {
            /**
             * Format: int64
             * @description What is due to the subject, minor units, where the case is about an amount.
             */
            award_minor?: number | null;
            outcome: components["schemas"]["CaseOutcome"];
            /** @description Told to the subject; at most 2000 characters. */
            reason: string;
            /** @description Id of the rule that decides. */
            rule: string;
        };
        /** @description The verdict under which a message was sent. */
        VerdictView: components["schemas"]["Verdict"] & {
            id: components["schemas"]["Id"];
        };
        /** @description Brings a code back. */
        VerifyEmail: {
            /** @description Six digits. */
            code: string;
            email: string;
            sign_up?: components["schemas"]["Id"] | null;
        };
        VettingAnswers: {
            /** @description Question → option, all of them. */
            answers: Record<string, unknown>;
        };
        VettingAsked: {
            id: string;
            options: Record<string, unknown>[];
            text: string;
        };
        /**
         * @description What the vetting answers gave.
         * @enum {string}
         */
        VettingState: "open" | "passed" | "flagged";
        VettingView: {
            answers: Record<string, unknown>;
            questions: components["schemas"]["VettingAsked"][];
            state: components["schemas"]["VettingState"];
        };
        /** @description The same answers weighed for spoken work. Without a speech engine that was sure a person listens first. */
        VoiceTrack: {
            /** Format: int64 */
            max: number;
            outcome: components["schemas"]["InterviewOutcome"];
            /** Format: int64 */
            total: number;
        };
        /** @description The wall. */
        Wall: {
            queues: components["schemas"]["Queue"][];
            workers: components["schemas"]["Workers"];
        };
        Wallet: {
            /** @description A user's number with Alipay, 16 digits that begin with 2088. */
            alipay: string;
        } | {
            /** @description A user's `openid` with our WeChat application. */
            wechat: string;
        };
        /** @description Whose wallet. */
        WalletParty: {
            /** @description The real name, which the wallet compares. */
            name: string;
            wallet: components["schemas"]["Wallet"];
        };
        /** @description What a draft would have done to a month. */
        WhatIf: {
            after: components["schemas"]["MonthPay"];
            /** @description Sums over everybody, as they were. */
            before: components["schemas"]["MonthPay"];
            /** Format: int64 */
            gain: number;
            histogram: components["schemas"]["WhatIfBand"][];
            /** Format: int64 */
            lose: number;
            /** @description At most ten, the largest change first. */
            most_gained: components["schemas"]["WhatIfWorker"][];
            most_lost: components["schemas"]["WhatIfWorker"][];
            /** @description More than one in twenty loses more than a tenth: it cannot be put in force without its notice. */
            needs_notice: boolean;
            period: string;
            /** @description The rule that was tried. */
            rule: string;
            /** Format: int64 */
            workers: number;
        };
        /** @description Workers whose net changes by `from_bp` up to below `to_bp`, basis points; an open end has none. */
        WhatIfBand: {
            /** Format: int64 */
            from_bp?: number | null;
            /** Format: int64 */
            to_bp?: number | null;
            /** Format: int64 */
            workers: number;
        };
        WhatIfBody: {
            /** @description `quality`, `floor` or `cn-iit-platform`. */
            rule: string;
            /** @description The draft as a rule file. */
            toml: string;
        };
        /** @description One of those whom a draft concerns most. */
        WhatIfWorker: {
            /** Format: int64 */
            after_minor: number;
            /**
             * Format: int64
             * @description Net, minor units.
             */
            before_minor: number;
            /** Format: int64 */
            change_bp: number;
            worker: components["schemas"]["Id"];
        };
        Whisper: {
            text: string;
        };
        /** @description What a supervisor told the worker beside the conversation. */
        WhisperView: {
            at: components["schemas"]["Ts"];
            conversation_id: components["schemas"]["Id"];
            id: components["schemas"]["Id"];
            text: string;
        };
        Why: {
            /** @description One of the purposes that the masking policy names for this kind of value. */
            purpose: string;
        };
        WidgetSession: {
            access_token: string;
            contact_id: components["schemas"]["Id"];
            locale: string;
            project_name: string;
            /** @description The known values are the customer's, as their enterprise's server vouches; they count from now on. */
            verified: boolean;
            /** @description Kept by the browser; shown once when it is new, and echoed when it was sent. */
            visitor_secret: string;
        };
        /** @description How to put the widget on a page. */
        WidgetView: {
            /** @description Script tag for the enterprise's pages. */
            snippet: string;
            token: string;
        };
        /** @description How many workers are where. */
        Workers: {
            /** Format: int64 */
            available: number;
            /** Format: int64 */
            break: number;
            /** Format: int64 */
            busy: number;
        };
        /** @description A message of the past that a rule would have hit. */
        WouldHit: {
            at: components["schemas"]["Ts"];
            conversation_id: components["schemas"]["Id"];
            from: components["schemas"]["Sender"];
            /** @description Of the enterprise's rules only. */
            hits: components["schemas"]["Hit"][];
            message_id: components["schemas"]["Id"];
            /** @description Masked. */
            text: string;
        };
        WrapUp: {
            /** @description One of the policy's codes, e.g. `resolved`. */
            code: string;
            note?: string | null;
        };
        /** @description The piece that will be paid. */
        WrappedUp: {
            piece_id: components["schemas"]["Id"];
        };
        WrittenOffView: {
            amount: components["schemas"]["Money"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_accounts: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                role?: components["schemas"]["Role"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AccountRow"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_accounts_names: {
        parameters: {
            query: {
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountNames"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_accounts_id_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_accounts_id_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_accounts_id_text_mode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetTextMode"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_applications: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_applications_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_applications_mine_appeal: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealInterview"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContestedView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_applications_mine_identity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityClaim"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_applications_mine_retake: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_applications_mine_vetting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VettingAnswers"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_attestation_fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_attestation_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewPolicy"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPreview"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_consistency: {
        parameters: {
            query: {
                from: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsistencyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_entries: {
        parameters: {
            query?: {
                action?: string | null;
                actor?: components["schemas"]["Id"] | null;
                after?: components["schemas"]["Id"] | null;
                from?: components["schemas"]["Ts"] | null;
                limit?: number | null;
                object?: string | null;
                until?: components["schemas"]["Ts"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EntryView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_entries_id_proof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_bank_files: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heard"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_camera_join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinCamera"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedCamera"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_camera_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportCamera"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraHeard"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case_outcomes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOutcomes"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_cases: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                state?: components["schemas"]["CaseState"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CaseView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_cases_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_cases_id_appeal: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_cases_id_verdict: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerdictBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificates_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificates"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificates_id_credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                project?: components["schemas"]["Id"] | null;
                state?: components["schemas"]["ThreadState"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ConversationLine"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_drafts_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftText"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations_id_lesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_messages: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Send"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_monitor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations_id_pictures_what: {
        parameters: {
            query: {
                dark?: boolean | null;
                scale?: number | null;
                width: number;
            };
            header?: never;
            path: {
                id: string;
                what: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_pictures_what_pick: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                what: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PicturePlace"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Picked"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations_id_procedure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_procedure: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginProcedure"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_procedure_steps: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Step"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Read"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_release: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_take_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenOver"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversations_id_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_tokens_token_call: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
                "X-Session-Signature"?: string;
            };
            path: {
                id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ordered"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_tokens_token_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ending"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matches"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_tokens_token_reveal: {
        parameters: {
            query?: never;
            header?: {
                "X-Session-Signature"?: string;
            };
            path: {
                id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Why"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_tokens_token_send: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
                "X-Session-Signature"?: string;
            };
            path: {
                id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ordered"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_typing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conversations_id_whispers: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whisper"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhisperView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_costs: {
        parameters: {
            query?: {
                project?: components["schemas"]["Id"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostsView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_costs_pieces: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PieceView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_courses_skill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                skill: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_courses_skill_lessons_n: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                skill: string;
                n: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuizAnswers"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuizResult"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_courses_skill_mastery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                skill: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasteryView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_credit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditLineView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_credit_lines_tenant: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreditLineBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_decisions: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                kind?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DecisionView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_decisions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_decisions_id_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Desk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_desk_guard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_break: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_desk_guard_cameras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairedCameras"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_cameras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraCode"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddEvidence"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_guard_verdict: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignedVerdict"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_desk_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPresence"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_desk_rhythm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RhythmView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_desk_rhythm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RhythmReport"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RhythmView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_earnings: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarningsView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_earnings_month: {
        parameters: {
            query?: {
                period?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_earnings_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetailView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_earnings_id_claim: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_earnings_id_dispute: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisputeBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_earnings_id_penalty: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PenaltyBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_earnings_id_rejection: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectionBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_erasures: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ErasureView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_erasures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrivacyAbout"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_erasures_id_carry_out: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_escrow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EscrowView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_escrow_deposits: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepositView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_escrow_entries: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Entry"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evaluation_judges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Judges"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evaluations: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                result?: components["schemas"]["Result"] | null;
                worker?: components["schemas"]["Id"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationPage"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evaluations_sample: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamplePage"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evaluations_id_contests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contests"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_evaluations_id_contests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContest"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contesting"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_evaluations_id_gold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_evaluations_id_reviews: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewPoints"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reviewed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_exams: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sit"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_exams_id_answers: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExamAnswers"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamResult"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_exceptions: {
        parameters: {
            query?: {
                state?: components["schemas"]["ExceptionState"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exceptions"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_exceptions_handle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandleExceptions"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionsHandled"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_exchanges: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExchangeBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepositView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_exports: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DataExport"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_exports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrivacyAbout"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_exports_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_exports_id_files_part: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_holds: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LegalHold"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_holds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHold"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHold"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_holds_id_steps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeStep"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHold"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_inbound_id_messages: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_incidents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incidents"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_incidents_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_incidents_id_decide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideIncident"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_incidents_id_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceList"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_incidents_id_evidence_picture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                picture: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_interview_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterviewRules"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interview_rules: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInterviewRules"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesPublished"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_interviews_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterviewView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_business: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityAnswers"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterviewView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_dialogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Say"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DialogueView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_interviews_mine_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_security: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityAnswers"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterviewView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_signals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomSignals"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomSignalsTaken"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_submit: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_interviews_mine_typing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypingAnswer"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterviewView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_invitations_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_invitations_look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookAt"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_invoices: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InvoiceView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_invoices_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_invoices_id_lines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_jobs: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                state?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JobView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_journal: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Entry"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_journal_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ledger_seals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DaySealsView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_log_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_log_cosignatures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCosignature"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_log_rows_kind_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowProofView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_log_tiles_level_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                level: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_masking_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskingPolicies"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_masking_policies_id: {
        parameters: {
            query?: {
                hash?: string | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskingPolicyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_masking_policies_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicySourceBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyHash"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_masking_policies_id_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyHash"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyHash"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_masking_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_attest_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CeremonyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_attest_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishAttest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attested"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me_consents_purpose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purpose: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decide"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttestedDevices"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_devices_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAsk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_devices_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishDevice"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledDevice"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_devices_tpm_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginTpm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAsk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_devices_tpm_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishTpm"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledDevice"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_devices_id: {
        parameters: {
            query?: never;
            header?: {
                "X-Session-Signature"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyErasure"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_erasure_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_exports: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DataExport"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_exports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_incidents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incidents"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationSettings"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_notifications: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Told"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_notifications_id_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_passkeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkeys"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_passkeys_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CeremonyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_passkeys_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishEnrol"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_passkeys_id_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemovePasskey"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_posture: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStanding"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_beat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignedBeat"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStanding"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginProof"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAsk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishProof"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStanding"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_pixels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStanding"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_quote_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginQuote"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAsk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_posture_quote_finish: {
        parameters: {
            query?: never;
            header?: {
                "X-Session-Signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishQuote"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStanding"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_sessions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_members: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_members_invitations: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_members_invitations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_members_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRole"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_members_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_odd_exams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OddExams"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_offers_id_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_offers_id_decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decline"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_orders: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrderView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_orders: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_orders_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_orders_id_cancel: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_orders_id_standby: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BookingBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookingMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_outbox: {
        parameters: {
            query?: {
                state?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetters"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskReset"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Next"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_password_reset_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishReset"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_engine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolEngine"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_engine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolEngineSet"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolEngine"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolRules"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolRulesSource"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolRulesHash"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_rules_publish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolRulesHash"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolRulesHash"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_rules_try: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolRulesSource"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayeeView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_payee: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
                "X-Session-Signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Payee"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayeeView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payout_batches: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BatchView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_payout_batches: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payout_batches_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_payout_batches_id_approvals: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StateView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payout_batches_id_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payout_batches_id_payouts: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BatchPayoutView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_payout_batches_id_submission: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payouts: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PayoutView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payouts_id_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutHistoryView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_payouts_id_query: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_policies_hash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_postpaid_invoices: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PostpaidView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_postpaid_invoices: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrawBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostpaidMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_postpaid_invoices_id_credit_note: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostpaidNoteBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_postpaid_invoices_id_payment: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostpaidPaidBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_procedures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureHeads"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_procedures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcedureSource"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureKept"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_procedures_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcedureSource"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureChecked"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_procedures_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcedureImport"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProceduresBrought"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_procedures_simulate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcedureWalk"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureRehearsed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_procedures_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureVersions"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_procedures_name_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcedureHash"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProjectView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_projects: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_projects_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects_id_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_projects_id_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HookBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_projects_id_channel_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_projects_id_quality_pool: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_projects_id_quality_pool_return: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects_id_rates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatesView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_projects_id_rates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RatesBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects_id_service_level: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceLevelView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_projects_id_widget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WidgetView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_public_certificates_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicCertificate"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_public_credentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialCheck"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_public_earnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_public_erasures_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certified"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rail_files: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RailFileView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RailsView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_rails_alipay_notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_rails_wechat_notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_receivables: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReceivableView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_receivables_worker_write_off: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenOffView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_refunds: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RefundView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_refunds: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_refunds_id_answer: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundAnswer"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_remittances: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RemittanceView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_remittances: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemittanceBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemittanceMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_remittances_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemittanceDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rescores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RescoreRuns"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rescores_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RescoreDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_retention_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_reviews: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReviewView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_reviews_application_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_reviews_application_id: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewDecision"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_reviews_application_id_recordings_upload_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_scenario_choices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioChoices"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_scenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioHeads"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_scenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioWritten"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioKept"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scenarios_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioWritten"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioChecked"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scenarios_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioPlay"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioPreview"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_scenarios_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioVersions"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scenarios_name_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioHash"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settlements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeriodsView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_settlements: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settlements_period: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                period: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SettledView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_settlements_period_what_if: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                period: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Next"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_simulations: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Begin"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_simulations_scenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenarios"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_simulations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_simulations_id_end: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_simulations_id_turns: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Take"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_skills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skills"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_standby: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandbyView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_standby_id_cancel: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_statements: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StatementView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_statements_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementDetail"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_statements_id_lines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_supervision_keep: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_surges: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SurgeView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_surges: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurgeBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurgeMade"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_surges_id_end: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
                project?: components["schemas"]["Id"] | null;
                state?: components["schemas"]["TaskState"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TaskView"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_colleagues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleagues"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_offers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferHistories"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_queues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queues"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_release: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_transfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transfer"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transferring"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_tasks_id_transfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_wrap_up: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WrapUp"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrappedUp"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestCallAsk"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_test_calls_duties: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCalls"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_test_calls_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCalls"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_test_calls_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls_id_decline: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls_id_end: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls_id_lines: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestCallSay"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls_id_scores: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestCallSheet"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_test_calls_id_take: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestCallView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_token_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginUpload"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadBegun"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_uploads_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_uploads_id_chunks_n: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextChunk"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_uploads_id_complete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteUpload"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyEmail"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_verify_email_resend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendCode"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Next"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_wall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wall"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_close: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_widget_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyErasure"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_widget_exports: {
        parameters: {
            query?: {
                after?: components["schemas"]["Id"] | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DataExport"][];
                        /** Format: uuid */
                        next: string | null;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_exports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_widget_exports_id_files_part: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_messages: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Say"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaidView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_rating: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rate"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenSession"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WidgetSession"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_widget_thread: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadView"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_widget_typing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
