using System.Text;
using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>Writes a sound reply of a compatible server with any of the oddities that such servers were seen with.</summary>
internal static class OddReply
{
    public static byte[] Write(SoundReply reply, IReadOnlySet<Oddity> odd)
    {
        var body = odd.Contains(Oddity.Whole) ? Whole(reply, odd) : Events(reply, odd);
        var bytes = Encoding.UTF8.GetBytes(body);
        return odd.Contains(Oddity.ByteOrderMark) ? [0xef, 0xbb, 0xbf, .. bytes] : bytes;
    }

    private static string Whole(SoundReply reply, IReadOnlySet<Oddity> odd)
    {
        var fields = new List<string> { Content(reply.Text, odd) };
        if (reply.Reasoning.Length > 0)
            fields.Add(Reasoning(reply.Reasoning, odd.Contains(Oddity.ContentParts) ? new HashSet<Oddity>() : odd));
        if (reply.Calls.Count > 0)
            fields.Add($"\"tool_calls\":[{string.Join(',', reply.Calls.Select((call, i) => Call(odd, i, call.Name, call.Arguments, isFirst: true)))}]");
        return $$"""{"object":"chat.completion","created":{{(odd.Contains(Oddity.CreatedNull) ? "null" : "1.5")}},"choices":[{"message":{{{string.Join(',', fields)}}},"finish_reason":{{Finish(reply, odd)}}}],"usage":{{Usage(reply, odd)}}}""";
    }

    private static string Events(SoundReply reply, IReadOnlySet<Oddity> odd)
    {
        var events = new List<string>();
        void Delta(string fields, string finish = "null") => events.Add(
            $$"""{"object":"chat.completion.chunk","created":{{(odd.Contains(Oddity.CreatedNull) ? "null" : "\"1\"")}},"choices":[{"{{(odd.Contains(Oddity.MessageForDelta) ? "message" : "delta")}}":{{{fields}}},"finish_reason":{{finish}}}],"usage":null}""");
        Delta($"\"role\":{(odd.Contains(Oddity.RoleEmpty) ? "\"\"" : "\"assistant\"")}");
        foreach (var piece in Pieces(reply.Reasoning))
            Delta(Reasoning(piece, odd));
        foreach (var piece in Pieces(reply.Text))
            Delta(Content(piece, odd));
        for (var i = 0; i < reply.Calls.Count; i++)
            Add(reply.Calls[i], i, odd, call => Delta($"\"tool_calls\":[{call}]"));
        Delta("", Finish(reply, odd));
        events.Add($$"""{"choices":{{(odd.Contains(Oddity.ChoicesNull) ? "null" : "[]")}},"usage":{{Usage(reply, odd)}}}""");
        if (!odd.Contains(Oddity.DoneMissing) || odd.Contains(Oddity.FinishNull))
            events.Add("[DONE]");
        if (odd.Contains(Oddity.AfterDone) && events[^1] is "[DONE]")
            events.Add("""{"choices":[{"delta":{"content":"too late"}}]}""");
        var (text, end) = (new StringBuilder(), odd.Contains(Oddity.CarriageReturns) ? "\r\n" : "\n");
        foreach (var item in events)
        {
            if (odd.Contains(Oddity.Comments))
                text.Append(": OPENROUTER PROCESSING").Append(end).Append(end);
            if (odd.Contains(Oddity.KeepAliveAsData))
                text.Append("data: : keepalive").Append(end).Append(end).Append("data:").Append(end).Append(end).Append("data: null").Append(end).Append(end);
            text.Append(odd.Contains(Oddity.NoSpace) ? "data:" : "data: ").Append(item).Append(end);
            if (!odd.Contains(Oddity.NoEmptyLines))
                text.Append(end);
        }

        return text.ToString();
    }

    private static void Add((string Name, string Arguments) call, int index, IReadOnlySet<Oddity> odd, Action<string> delta)
    {
        if (odd.Contains(Oddity.ArgumentsAsObject))
        {
            delta(Call(odd, index, call.Name, call.Arguments, isFirst: true));
            return;
        }

        var isSplit = odd.Contains(Oddity.NameInPieces);
        if (isSplit)
            delta(Call(odd, index, call.Name[..2], "", isFirst: true));
        delta(Call(odd, index, isSplit ? call.Name[2..] : call.Name, call.Arguments[..3], isFirst: !isSplit));
        delta(Call(odd, index, odd.Contains(Oddity.NameRepeated) && !isSplit ? call.Name : null, call.Arguments[3..], isFirst: false));
    }

    private static string Call(IReadOnlySet<Oddity> odd, int index, string? name, string arguments, bool isFirst)
    {
        var id = odd.Contains(Oddity.IdsMissing) ? null : odd.Contains(Oddity.IdsEmpty) ? "\"\"" : odd.Contains(Oddity.IdsEqual) ? "\"call_1\"" : isFirst ? $"\"call_{index}\"" : null;
        var function = new List<string>();
        if (name is not null)
            function.Add($"\"name\":\"{name}\"");
        function.Add($"\"arguments\":{(odd.Contains(Oddity.ArgumentsAsObject) ? arguments : Quote(arguments))}");
        var fields = new List<string> { $"\"function\":{{{string.Join(',', function)}}}" };
        if (!odd.Contains(Oddity.IndexMissing))
            fields.Add($"\"index\":{(odd.Contains(Oddity.IndexEqual) ? 0 : index)}");
        if (id is not null)
            fields.Add($"\"id\":{id}");
        if (isFirst)
            fields.Add($"\"type\":{(odd.Contains(Oddity.TypeEmpty) ? "\"\"" : "\"function\"")}");
        return $"{{{string.Join(',', fields)}}}";
    }

    private static string Content(string text, IReadOnlySet<Oddity> odd) => odd.Contains(Oddity.ContentParts)
        ? $$"""  "content":[{"type":"{{(odd.Contains(Oddity.TypeEmpty) ? "" : "text")}}","text":{{Quote(text)}}}] """
        : $"\"content\":{Quote(text)}";

    private static string Reasoning(string text, IReadOnlySet<Oddity> odd) => odd.Contains(Oddity.ReasoningField) ? $"\"reasoning\":{Quote(text)}"
        : odd.Contains(Oddity.ContentParts) ? $$"""  "content":[{"type":"thinking","thinking":[{"type":"text","text":{{Quote(text)}}}]}] """
        : $"\"reasoning_content\":{Quote(text)}";

    private static string Finish(SoundReply reply, IReadOnlySet<Oddity> odd) => odd.Contains(Oddity.FinishNull) ? "null" : odd.Contains(Oddity.FinishUnknown) ? "\"eos\"" : reply.Calls.Count > 0 ? "\"tool_calls\"" : "\"stop\"";

    private static string Usage(SoundReply reply, IReadOnlySet<Oddity> odd) => reply.Usage is not var (input, output) ? "null"
        : odd.Contains(Oddity.CountsAsText) ? $$"""{"prompt_tokens":"{{input}}","completion_tokens":{{output}}.0,"total_tokens":null,"prompt_tokens_details":null}"""
        : $$"""{"prompt_tokens":{{input}},"completion_tokens":{{output}},"total_tokens":{{input + output}}}""";

    /// <summary>Every third character begins a piece, so that pairs are cut in two; only escapes can carry a half.</summary>
    private static IEnumerable<string> Pieces(string text) => text.Chunk(3).Select(piece => new string(piece));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
            quoted.Append(char.IsSurrogate(character) ? $"\\u{(int)character:x4}" : JsonSerializer.Serialize(character.ToString())[1..^1]);
        return quoted.Append('"').ToString();
    }
}
