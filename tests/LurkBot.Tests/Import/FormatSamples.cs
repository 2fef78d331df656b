namespace LurkBot.Tests.Import;

/// <summary>One export for each form that each format has.</summary>
internal static class FormatSamples
{
    /// <summary>A PNG of one pixel.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    public static IReadOnlyList<FormatSample> All { get; } =
    [
        new("messages", "chat.json", """
            {"id":"p1","title":"Trip","model":"m-1","messages":[{"role":"system","content":"Be nice."},{"role":"user","content":[{"type":"text","text":"ask-1"},{"type":"image_url","image_url":{"url":"data:image/png;base64,PIXEL"}}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]},{"role":"tool","tool_call_id":"t","content":"seen"},{"role":"assistant","content":"say-1"}]}
            """.Replace("PIXEL", Png, StringComparison.Ordinal), ["messages:p1:main"], ["ask-1", "say-1"]),
        new("messages", "chats.json", """
            [{"id":"p2","messages":[{"role":"user","content":"ask-2"},{"role":"assistant","content":"say-2"}]},{"id":"p3","messages":[{"role":"user","content":"ask-3","created_at":"2025-01-01T00:00:00Z"},{"role":"assistant","content":[{"type":"text","text":"say-3"}]}]}]
            """, ["messages:p2:main", "messages:p3:main"], ["ask-2", "say-2", "ask-3", "say-3"]),
        new("messages", "list.json", """
            [{"role":"user","content":"ask-4"},{"role":"assistant","content":"say-4","reasoning_content":"hm"}]
            """, ["messages:list-:main"], ["ask-4", "say-4"]),
        new("messages", "lines.jsonl", """
            {"id":"p5","messages":[{"role":"user","content":"ask-5"},{"role":"assistant","content":"say-5"}]}
            {"id":"p6","messages":[{"role":"user","content":"ask-6"},{"role":"assistant","content":"say-6"}]}

            """, ["messages:p5:main", "messages:p6:main"], ["ask-5", "say-5", "ask-6", "say-6"]) { IsLines = true },
        new("messages", "log.jsonl", """
            {"role":"user","content":"ask-7","name":"Ann"}
            {"role":"assistant","content":"say-7"}
            {"role":"user","content":"ask-8"}

            """, ["messages:log-:main"], ["ask-7", "say-7", "ask-8"]) { IsLines = true },
        new("claude-ai", "conversations.json", """
            [{"uuid":"c1","name":"Trip","created_at":"2025-02-01T10:00:00.000000Z","updated_at":"2025-02-01T10:05:00.000000Z","account":{"uuid":"a1"},"chat_messages":[{"uuid":"m1","text":"ask-1","content":[{"type":"text","text":"ask-1"}],"sender":"human","created_at":"2025-02-01T10:00:01Z","attachments":[{"file_name":"notes.txt","file_size":3,"file_type":"txt","extracted_content":"one"}],"files":[{"file_name":"photo.png"}]},
            {"uuid":"m2","text":"say-1","content":[{"type":"thinking","thinking":"warm"},{"type":"text","text":"say-1"},{"type":"tool_use","name":"search","input":{"q":"x"}},{"type":"tool_result","name":"search","content":[{"type":"text","text":"found"}],"is_error":false},{"type":"text","text":"say-2"}],"sender":"assistant","created_at":"2025-02-01T10:00:09Z","attachments":[],"files":[]}]},
            {"uuid":"c2","name":"","created_at":"2025-02-02T10:00:00Z","chat_messages":[{"uuid":"m3","parent_message_uuid":"00000000-0000-4000-8000-000000000000","text":"ask-3","content":[],"sender":"human","created_at":"2025-02-02T10:00:01Z"},{"uuid":"m4","parent_message_uuid":"m3","text":"say-3","content":[{"type":"text","text":"say-3"}],"sender":"assistant"},{"uuid":"m5","parent_message_uuid":"m3","text":"say-4","content":[{"type":"text","text":"say-4"}],"sender":"assistant"}]}]
            """, ["claude-ai:c1:main", "claude-ai:c2:main", "claude-ai:c2~m4:main"], ["ask-1", "say-1", "say-2", "ask-3", "say-3", "say-4"]),
        new("deepseek", "conversations.json", """
            [{"id":"d1","title":"Trip","inserted_at":"2025-02-01T10:00:00.000000+08:00","updated_at":"2025-02-01T10:05:00.000000+08:00","mapping":{"root":{"id":"root","parent":null,"children":["1"],"message":null},
            "1":{"id":"1","parent":"root","children":["2","3"],"message":{"files":[{"id":"file-1","file_name":"a.pdf"}],"model":"deepseek-reasoner","inserted_at":"2025-02-01T10:00:01.000000+08:00","fragments":[{"type":"REQUEST","content":"ask-1"}]}},
            "2":{"id":"2","parent":"1","children":[],"message":{"files":[],"model":"deepseek-reasoner","inserted_at":"2025-02-01T10:00:09.000000+08:00","fragments":[{"type":"THINK","content":"warm"},{"type":"RESPONSE","content":"say-1"}]}},
            "3":{"id":"3","parent":"1","children":[],"message":{"files":[],"model":"deepseek-chat","inserted_at":"2025-02-01T10:01:09.000000+08:00","fragments":[{"type":"SEARCH","results":[]},{"type":"RESPONSE","content":"say-2"}]}}}}]
            """, ["deepseek:d1:main", "deepseek:d1~2:main"], ["ask-1", "say-1", "say-2"]),
        new("chatgpt", "conversations.json", ChatGptExport.File(
            new ChatGptExport("g1").Text("u1", "user", "ask-1").Text("a1", "assistant", "say-1").Text("a2", "assistant", "say-2", "u1"),
            new ChatGptExport("g2").Text("u3", "user", "ask-3")), ["chatgpt:g1:main", "chatgpt:g1~a1:main", "chatgpt:g2:main"], ["ask-1", "say-1", "say-2", "ask-3"]),
        new("codex", "rollout-2025-10-01T10-00-00-x1.jsonl", """
            {"timestamp":"2025-10-01T10:00:00Z","type":"session_meta","payload":{"id":"x1","timestamp":"2025-10-01T10:00:00Z","cwd":"/work","originator":"codex_cli_rs","cli_version":"0.40.0","instructions":null}}
            {"timestamp":"2025-10-01T10:00:01Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>\n<cwd>/work</cwd></environment_context>"}]}}
            {"timestamp":"2025-10-01T10:00:02Z","type":"turn_context","payload":{"cwd":"/work","model":"gpt-c","approval_policy":"never"}}
            {"timestamp":"2025-10-01T10:00:03Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"ask-1"},{"type":"input_image","image_url":"data:image/png;base64,PIXEL"}]}}
            {"timestamp":"2025-10-01T10:00:03Z","type":"event_msg","payload":{"type":"user_message","message":"ask-1","images":[]}}
            {"timestamp":"2025-10-01T10:00:04Z","type":"response_item","payload":{"type":"reasoning","summary":[{"type":"summary_text","text":"I look."}],"content":null,"encrypted_content":"gAAA"}}
            {"timestamp":"2025-10-01T10:00:05Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"k1"}}
            {"timestamp":"2025-10-01T10:00:05Z","type":"event_msg","payload":{"type":"token_count","info":{"last_token_usage":{"input_tokens":100,"cached_input_tokens":40,"output_tokens":7}}}}
            {"timestamp":"2025-10-01T10:00:06Z","type":"response_item","payload":{"type":"function_call_output","call_id":"k1","output":"{\"output\":\"a b\",\"metadata\":{\"exit_code\":1}}"}}
            {"timestamp":"2025-10-01T10:00:07Z","type":"response_item","payload":{"type":"custom_tool_call","status":"completed","call_id":"k2","name":"apply_patch","input":"*** Begin Patch"}}
            {"timestamp":"2025-10-01T10:00:08Z","type":"response_item","payload":{"type":"custom_tool_call_output","call_id":"k2","output":"Done"}}
            {"timestamp":"2025-10-01T10:00:09Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"say-1"}]}}
            {"timestamp":"2025-10-01T10:00:09Z","type":"event_msg","payload":{"type":"agent_message","message":"say-1"}}

            """.Replace("PIXEL", Png, StringComparison.Ordinal), ["codex:x1:main"], ["ask-1", "say-1"]) { IsLines = true },
        new("codex", "rollout-old.jsonl", """
            {"id":"x2","timestamp":"2025-07-01T10:00:00Z","instructions":null,"git":null}
            {"record_type":"state"}
            {"type":"message","id":null,"role":"user","content":[{"type":"input_text","text":"ask-2"}]}
            {"type":"message","id":null,"role":"assistant","content":[{"type":"output_text","text":"say-2"}]}

            """, ["codex:x2:main"], ["ask-2", "say-2"]) { IsLines = true },
        new("codex", "rollout-first.json", """
            {"session":{"timestamp":"2025-04-20T10:00:00Z","id":"x3","instructions":""},"items":[{"role":"user","content":[{"type":"input_text","text":"ask-3"}],"type":"message"},{"id":"m","type":"message","status":"completed","content":[{"type":"output_text","text":"say-3"}],"role":"assistant"}]}
            """, ["codex:x3:main"], ["ask-3", "say-3"]),
        new("gemini-cli", "session-2026-08-02T10-00-abcd.jsonl", """
            {"sessionId":"j1","projectHash":"h","startTime":"2026-08-02T10:00:00.000Z","lastUpdated":"2026-08-02T10:00:00.000Z","kind":"main"}
            {"id":"a","timestamp":"2026-08-02T10:00:01.000Z","type":"user","content":[{"text":"ask-1"}]}
            {"id":"b","timestamp":"2026-08-02T10:00:02.000Z","type":"gemini","content":"say-1","thoughts":[{"subject":"Plan","description":"look","timestamp":"2026-08-02T10:00:02.000Z"}],"tokens":null,"model":"gemini-x"}
            {"id":"b","timestamp":"2026-08-02T10:00:02.000Z","type":"gemini","content":"say-1","thoughts":[{"subject":"Plan","description":"look"}],"toolCalls":[{"id":"k","name":"list","args":{"dir":"."},"status":"success","timestamp":"2026-08-02T10:00:03.000Z","result":[{"functionResponse":{"id":"k","name":"list","response":{"output":"a b"}}}]}],"tokens":{"input":50,"output":5,"cached":10,"thoughts":2,"total":57},"model":"gemini-x"}
            {"id":"n","timestamp":"2026-08-02T10:00:04.000Z","type":"info","content":"Update available"}
            {"$set":{"summary":"Files","lastUpdated":"2026-08-02T10:00:05.000Z"}}
            {"id":"c","timestamp":"2026-08-02T10:00:06.000Z","type":"user","content":"ask-2"}

            """, ["gemini-cli:j1:main"], ["ask-1", "say-1", "ask-2"]) { IsLines = true },
        new("gemini-cli", "session-2025.json", """
            {"sessionId":"j2","projectHash":"h","startTime":"2025-11-02T10:00:00.000Z","lastUpdated":"2025-11-02T10:00:00.000Z","messages":[{"id":"a","timestamp":"2025-11-02T10:00:01.000Z","type":"user","content":"ask-3"},{"id":"b","timestamp":"2025-11-02T10:00:02.000Z","type":"gemini","content":"say-3","thoughts":[],"tokens":{"input":1,"output":1,"cached":0,"total":2},"model":"gemini-y"}]}
            """, ["gemini-cli:j2:main"], ["ask-3", "say-3"]),
        new("gemini-cli", "checkpoint-idea.json", """
            {"history":[{"role":"user","parts":[{"text":"This is the Gemini CLI. We are setting up the context for our chat. Today is"}]},{"role":"model","parts":[{"text":"Got it. Thanks for the context!"}]},{"role":"user","parts":[{"text":"ask-4"}]},{"role":"model","parts":[{"functionCall":{"name":"list","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"list","response":{"output":"a"}}}]},{"role":"model","parts":[{"text":"say-4"}]}],"authType":"oauth-personal"}
            """, ["gemini-cli:checkpoint-idea-:main"], ["ask-4", "say-4"]),
        new("gemini-cli", "checkpoint-old.json", """
            [{"role":"user","parts":[{"text":"ask-5"}]},{"role":"model","parts":[{"text":"say-5"}]}]
            """, ["gemini-cli:checkpoint-old-:main"], ["ask-5", "say-5"]),
        new("telegram", "result.json", """
            {
             "name": "Climbers",
             "type": "private_supergroup",
             "id": 1234567890,
             "messages": [
              {"id": 1, "type": "service", "date": "2025-03-01T10:00:00", "date_unixtime": "1740823200", "actor": "Ann", "actor_id": "user11", "action": "create_group", "title": "Climbers", "members": ["Bo"], "text": ""},
              {"id": 2, "type": "message", "date": "2025-03-01T10:00:05", "date_unixtime": "1740823205", "from": "Ann", "from_id": "user11", "text": "ask-1", "text_entities": [{"type":"plain","text":"ask-1"}]},
              {"id": 3, "type": "message", "date": "2025-03-01T10:00:06", "date_unixtime": "1740823206", "from": "Bo", "from_id": "user12", "reply_to_message_id": 2, "text": ["say-1 ", {"type":"bold","text":"now"}, " ", {"type":"text_link","text":"here","href":"https://example.org/"}]},
              {"id": 4, "type": "message", "date": "2025-03-01T10:00:07", "date_unixtime": "1740823207", "from": "Bo", "from_id": "user12", "forwarded_from": "Cy", "photo": "photos/photo_1.jpg", "width": 1, "height": 1, "text": "say-2"}
             ]
            }
            """, ["telegram-export:1234567890:group"], ["ask-1", "say-1", "say-2"]),
        new("telegram", "account/result.json", """
            {"about":"Here is the data you requested.","personal_information":{"user_id":11,"first_name":"Ann"},"contacts":{"about":"x","list":[{"user_id":12,"first_name":"Bo"}]},
            "chats":{"about":"This page lists all chats.","list":[
            {"name":"Bo","type":"personal_chat","id":12,"messages":[{"id":1,"type":"message","date":"2025-03-01T10:00:05","date_unixtime":"1740823205","from":"Ann","from_id":"user11","text":"ask-3"},{"id":2,"type":"message","date":"2025-03-01T10:00:06","date_unixtime":"1740823206","from":"Bo","from_id":"user12","text":"say-3"}]},
            {"type":"saved_messages","id":11,"messages":[{"id":5,"type":"message","date":"2025-03-02T10:00:05","date_unixtime":"1740909605","from":"Ann","from_id":"user11","text":"ask-4"}]}]},
            "left_chats":{"about":"y","list":[{"name":"Old","type":"public_channel","id":99,"messages":[{"id":7,"type":"message","date":"2025-03-02T10:00:05","from":"Old","from_id":"channel99","text":"ask-5"}]}]}}
            """, ["telegram-export:12:dm", "telegram-export:11:main", "telegram-export:99:group"], ["ask-3", "say-3", "ask-4", "ask-5"]),
        new("slack", "channels.json", """
            [{"id":"C1","name":"general","created":1740823200,"creator":"U1","is_archived":false,"members":["U1","U2"],"topic":{"value":""}}]
            """, ["slack-export:C1:group"], ["ask-1", "say-1", "say-2", "say-3"])
        {
            Beside = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["users.json"] = """[{"id":"U1","name":"ann","real_name":"Ann A.","profile":{"display_name":"Ann","real_name":"Ann A."}},{"id":"U2","name":"bo","profile":{"display_name":"","real_name":"Bo B."}}]""",
                ["general/2025-03-01.json"] = """[{"type":"message","subtype":"channel_join","user":"U1","text":"<@U1> has joined the channel","ts":"1740823200.000100"},{"client_msg_id":"x","type":"message","user":"U1","text":"ask-1 <@U2> see <https://example.org/a?b=1&amp;c=2|the page> in <#C2|random> &lt;now&gt;","ts":"1740823205.000200","thread_ts":"1740823205.000200","reply_count":1}]""",
                ["general/2025-03-02.json"] = """[{"type":"message","user":"U2","text":"say-1","ts":"1740909605.000300","thread_ts":"1740823205.000200"},{"type":"message","subtype":"bot_message","bot_id":"B1","username":"deploy","text":"","attachments":[{"fallback":"f","text":"say-2"}],"ts":"1740909606.000400"},{"type":"message","user":"U2","text":"say-3","files":[{"id":"F1","name":"a.png","mimetype":"image/png","size":70,"url_private":"https://files.slack.com/x"}],"ts":"1740909607.000500"}]""",
            },
        },
        new("claude-code", "s-9.jsonl", ClaudeCodeImportTests.Sample().ToString(), ["claude-code:s-1:main"], ["List the files", "I look.", "Two files."]) { IsLines = true },
        new("pi", "p.jsonl", new PiTranscriptBuilder().User("1", "ask-1").Assistant("2", PiTranscriptBuilder.Text("say-1")).ToString(), ["pi:p-1:main"], ["ask-1", "say-1"]) { IsLines = true },
        new("openclaw", "agents/main/sessions/p.jsonl", new PiTranscriptBuilder().User("1", "ask-1").Assistant("2", PiTranscriptBuilder.Text("say-1")).ToString(), ["openclaw:p-1:group"], ["ask-1", "say-1"]) { IsLines = true },
        new("lurkbot", "own.jsonl", """
            {"key":"cli:a:main","created_at":"2026-01-01T00:00:00Z","format":1,"id":"0198c0de-0000-7000-8000-000000000000"}
            {"id":1,"at":"2026-01-01T00:00:00Z","turn":1,"role":"user","content":"ask-1"}
            {"id":2,"at":"2026-01-01T00:00:00Z","turn":1,"role":"assistant","content":"say-1"}

            """, ["cli:a:main"], ["ask-1", "say-1"]) { IsLines = true },
    ];
}
