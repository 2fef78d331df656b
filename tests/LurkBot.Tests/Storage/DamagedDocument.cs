using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>Documents of sessions, and whatever disks, editors and attackers make of them.</summary>
internal static class DamagedDocument
{
    /// <summary>The session that sound documents are of.</summary>
    public static readonly SessionKey Key = SessionKey.Parse("cli:fuzz:main");

    private static readonly DateTimeOffset Began = new(2026, 1, 30, 10, 0, 0, TimeSpan.Zero);

    /// <summary>What breaks readers: escapes that are half a character, numbers of no range, what is deep or long, what looks like a head or a trailer.</summary>
    private static readonly string[] Pieces =
    [
        "\"\\ud800\":", "\"\\ud800\"", "\\u0000", "\\ud83d\\ude00", "\"i\\u0064\":", "\"r\\u006fle\":", "1e999", "-0", "9007199254740993", "9223372036854775808", "-1", "0.5", "null", "true", "{}", "[]", "\"\"",
        "\n", ",\n", "\r\n", "\0", "\uFEFF", "\n],\"updated_at\":\"2026-01-30T10:00:00Z\"", "\"messages\":[", "\"messages\":null", "{\"key\":\"cli:fuzz:main\",", "\"format\":2,", "\"format\":1e3,", "\"id\":1,", "\"id\":0,", "\"turn\":-5,",
        "\"at\":\"0001-01-01T00:00:00+14:00\"", "\"at\":\"9999-12-31T23:59:59.9999999-14:00\"", "\"at\":\"\\u0032026-01-30T10:00:00Z\"", "\"role\":\"system\",\"kind\":\"undo\",\"undoes\":99,", "\"kind\":\"clear\",", "\"heard\":[1,1,9223372036854775807],", "\"answers\":[3,2,1],",
        "\"pending\":[1,99],", "\"pending\":{},", "\"open\":[{\"turn\":1,\"heard\":[1]}],", "\"open\":[{}],", "\"covers\":[1,9007199254740991],", "\"covers\":[5,1],", "\"state\":\"archived\"", "\"attachments\":[{\"name\":1,\"size\":-1}],",
    ];

    /// <summary>A document, sound or not, that a seed gives.</summary>
    public static byte[] Next(Random random)
    {
        var bytes = random.Next(20) switch
        {
            0 => Bytes(random, random.Next(400)).ToList(),
            < 4 => [.. Foreign(random)],
            < 6 => [.. string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Pick(random, Pieces))).Select(letter => (byte)letter)],
            _ => [.. SessionFileWriter.Document(new SessionHead(Key, SessionId.New(Began), Began, [], []), EntryNumbers.NumberAll(Entries(random))).Span],
        };
        for (var i = random.Next(8); i > 0; i--)
            Damage(bytes, random);
        return [.. bytes];
    }

    /// <summary>Damages a document in one place.</summary>
    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, random.Next(1, random.Next(4) == 0 ? 600 : 12));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, Bytes(random, random.Next(1, 40)));
                break;
            case 5:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? '[' : '{', random.Next(1, 3000))));
                break;
            case 6:
                bytes.InsertRange(LineBreak(bytes, at), Encoding.UTF8.GetBytes(Pick(random, Pieces)));
                break;
            case 7:
                // Behind the brace of an object, where a field may begin.
                bytes.InsertRange(bytes.IndexOf((byte)'{', Math.Min(at, Math.Max(0, bytes.Count - 1))) + 1, Encoding.UTF8.GetBytes(Pick(random, Pieces)));
                break;
            default:
                for (var i = at; i < at + length; i++)
                    bytes[i] = 0;
                break;
        }
    }

    private static int LineBreak(List<byte> bytes, int at) => bytes.Count == 0 ? 0 : Math.Max(0, bytes.IndexOf((byte)'\n', Math.Min(at, bytes.Count - 1)));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IReadOnlyList<Entry> Entries(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(12)).Select(i => (Entry)(random.Next(9) switch
        {
            0 => new UserEntry { Content = "waits", Accepted = "home", ReplyTo = "telegram:7", Source = $"telegram:{i}", At = Began },
            1 => new AssistantEntry { Content = new string('x', random.Next(9000)), Heard = [i], Answers = [i], Model = "m", Usage = new Usage(1, 2, 0), At = Began },
            2 => new AssistantEntry { ToolCalls = [new ToolCall($"c{i}", "bash", """{"command":"ls"}""")], Reasoning = "so", At = Began },
            3 => new ToolEntry { ToolCallId = $"c{i - 1}", Name = "bash", Content = "a\nb", Error = i % 2 == 0, At = Began },
            4 => new SummaryEntry { Content = "short", Covers = new EntryRange(1, Math.Max(1, i)), Actor = "owner", At = Began },
            5 => new ClearEntry { Actor = "owner", Reason = "test", At = Began },
            6 => new UndoEntry { Undoes = i, Actor = "owner", Reason = "test", At = Began },
            7 => new StateEntry { State = SessionState.Idle, Actor = "lurkbot", Reason = "test", At = Began },
            _ => new UserEntry { Content = $"größer 日本 😀 {i}", Sender = new Sender("1", "Ann", Trust.Full), At = Began },
        })),
    ];

    private static byte[] Foreign(Random random) => Encoding.UTF8.GetBytes($$"""
        {
          "key": "cli:fuzz:main", "mood": {"sunny": [1, 2]},
          "created_at": "2026-01-30T10:00:00Z",
          "messages": [{{string.Join(", ", Enumerable.Range(1, random.Next(1, 6)).Select(i => $$"""{"role": "{{(i % 2 == 0 ? "assistant" : "user")}}", "id": {{random.Next(1, 9)}}, "content": "text {{i}}"}"""))}}],
          "metadata": {"tools_used": ["bash"]}
        }
        """);

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];
}
