using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Export;
using LurkBot.Tests.Rendering;
using LurkBot.Text;

namespace LurkBot.Tests.Export;

public sealed class JsonRedactorTests
{
    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.OneOf(Seeds.All).Select(seed => seed.Text), Gen.OneOf("content", "password", "key", "arguments", "a\"b", "é\u0001\\", ""), Gen.String[Gen.Char['\u0020', '\u02ff'], 0, 8]);

    [Theory]
    [InlineData("""{"key":"cli:token:main","messages":[{"source":"token:abc123"}]}""", """{"key":"cli:token:main","messages":[{"source":"token:abc123"}]}""")]
    [InlineData("""{ "password" : "x" , "n":1}""", """{ "password" : "[redacted]" , "n":1}""")]
    [InlineData("""{"x":{"api_key":12345,"other":12345}}""", """{"x":{"api_key":"[redacted]","other":12345}}""")]
    [InlineData("""{"secret":{"a":["b",true],"c":null},"d":"e"}""", """{"secret":{"a":["[redacted]",true],"c":null},"d":"e"}""")]
    [InlineData("""{"a":"say \"token=abc\" \u0041"}""", """{"a":"say \"token=[redacted]\" A"}""")]
    [InlineData("""{"token":"","b":"\ud800"}""", """{"token":"","b":"[redacted]"}""")]
    public void Write_Json_MasksStringsAndLeavesTheRest(string json, string expected) => Assert.Equal(expected, Redact(json).Text);

    [Fact]
    public void Write_AnyJson_StaysValidAndHoldsNoSecret() =>
        Gen.Dictionary(Words, Gen.OneOf(Words.Select(word => (object)word), Gen.Dictionary(Words, Words.Array[0, 3])[0, 3].Select(inner => (object)inner)))[0, 5].Sample(value =>
        {
            var json = JsonSerializer.Serialize(value);
            var (text, masked) = Redact(json);
            using var document = JsonDocument.Parse(text);
            foreach (var (secret, _) in Seeds.All.Where(seed => seed.Secret == seed.Text))
                Assert.All(Texts(document.RootElement), found => Assert.DoesNotContain(secret, found, StringComparison.Ordinal));
            Assert.Equal((text, 0), Redact(text));
            Assert.True(masked > 0 || text == json);
        });

    [Fact]
    public void Redact_Entry_ReachesEveryField()
    {
        var secret = Seeds.All[1].Secret;
        var redactor = new SecretRedactor([]);
        var entries = new Entry[]
        {
            Seeds.User(secret, name: secret) with { Source = secret, ReplyTo = secret, Origin = secret, Attachments = [new Attachment(secret, "", 0, "")], PartOf = secret, Door = new MessageOverrides(secret) { SystemPrompt = secret } },
            new AssistantEntry { Content = secret, Model = secret, Reasoning = secret, Finish = secret, ToolCalls = [new ToolCall(secret, secret, $$"""{"{{secret}}":"{{secret}}"}""")] },
            new ToolEntry { Content = secret, Name = secret, ToolCallId = secret, Blob = secret, Unknown = [new UnknownField(secret, $"\"{secret}\"")] },
            new SummaryEntry { Content = secret, Actor = secret, Reason = secret, Model = secret, Dropped = [new DroppedIdentifier(secret, 1)] },
            new ApprovalEntry { Content = secret, Scope = secret, Name = secret, ToolCallId = secret, Approvers = [secret] },
        };
        foreach (var entry in entries)
        {
            using var stream = new MemoryStream();
            EntryJson.WriteArray(stream, [SessionExport.Redact(entry, redactor)]);
            var json = Encoding.UTF8.GetString(stream.ToArray());
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
            Assert.Contains($"\"content\":\"{SecretRedactor.Mask}\"", json, StringComparison.Ordinal);
        }

        Assert.Equal(33, redactor.Masked);
    }

    private static (string Text, int Masked) Redact(string json)
    {
        using var output = new MemoryStream();
        var redactor = new SecretRedactor([Seeds.Known]);
        JsonRedactor.Write(Encoding.UTF8.GetBytes(json), output, redactor);
        return (Encoding.UTF8.GetString(output.ToArray()), redactor.Masked);
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Texts(field.Value).Append(field.Name)),
        _ => [],
    };
}
