using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Entries;

namespace LurkBot.Tests.Entries;

/// <summary>Holds our reader to the framework's: the same tokens and values, or a refusal from both.</summary>
public sealed class JsonLineReaderTests
{
    private static readonly Gen<string> Scalar = Gen.OneOf<string>(
        Gen.String.Select(text => JsonSerializer.Serialize(text)),
        Gen.OneOf("true", "false", "null", "0", "-0", "12", "-7", "1.5", "1e3", "-2E-2", "9223372036854775807", "9223372036854775808", "\"\"", "\"\\u0041\\n\\/\\\"\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\""),
        Gen.OneOf("\"2026-01-30T10:00:00Z\"", "\"2026-01-30T10:00:00.1234567Z\"", "\"2026-02-30T10:00:00Z\"", "\"2026-01-30T10:00:00+02:00\"", "\"2026-01-30T25:00:00Z\"", "\"2026-01-30\"", "\"0198f5a0-0000-7000-8000-000000000001\""));

    private static readonly Gen<string> Document = Gen.Recursive<string>((depth, inner) => depth > 3 ? Scalar : Gen.OneOf<string>(
        Scalar,
        inner.Array[0, 4].Select(items => "[" + string.Join(',', items) + "]"),
        Gen.Select(Gen.OneOf("a", "key", "\\u0061", "é").Array[0, 4], inner, (names, value) => "{" + string.Join(" , ", names.Select(name => $"\"{name}\" : {value}")) + "}")));

    [Fact]
    public void Read_AnyDocument_IsReadAsTheFrameworkReadsIt() =>
        Document.Sample(text => Assert.Equal(Framework(Encoding.UTF8.GetBytes(text)), Ours(Encoding.UTF8.GetBytes(text))), iter: 2000);

    [Fact]
    public void Read_AnyDamage_IsRefusedWhereTheFrameworkRefusesIt() =>
        Gen.Select(Document, Gen.Int[0, 1000], Gen.OneOf((byte)'"', (byte)'\\', (byte)'{', (byte)']', (byte)',', (byte)'0', (byte)' ', (byte)0x80, (byte)0xC3, (byte)1), Gen.Int[0, 2]).Sample(
            (text, place, value, how) =>
            {
                var bytes = Encoding.UTF8.GetBytes(text).ToList();
                place %= bytes.Count;
                if (how == 0)
                    bytes[place] = value;
                else if (how == 1)
                    bytes.Insert(place, value);
                else
                    bytes.RemoveRange(place, bytes.Count - place);
                Assert.Equal(Framework([.. bytes]), Ours([.. bytes]));
            },
            iter: 5000);

    [Fact]
    public void Read_NestedTooDeeply_IsRefused() => Assert.Equal("refused", Ours(Encoding.UTF8.GetBytes(new string('[', 1001) + new string(']', 1001))));

    [Fact]
    public void GetRawText_OfAValue_IsAllOfIt()
    {
        var json = new JsonLineReader("""{"a":{"b":[1,2,{"c":"}"}]},"d":1}"""u8);
        json.Read();
        json.Read();
        json.Read();
        Assert.Equal("""{"b":[1,2,{"c":"}"}]}""", json.GetRawText());
        json.Read();
        Assert.True(json.ValueTextEquals("d"u8));
    }

    private static string Ours(byte[] bytes)
    {
        var text = new StringBuilder();
        try
        {
            var json = new JsonLineReader(bytes);
            while (json.Read())
            {
                text.Append(json.TokenType);
                if (json.TokenType == JsonTokenType.Number)
                    text.Append(json.TryGetInt64(out var number) ? number : "?");
                if (json.TokenType == JsonTokenType.String)
                    text.Append(json.TryGetDateTimeOffset(out var time) ? time : "-");
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    text.Append(json.GetString()).Append(json.ValueTextEquals("a"u8));
                text.Append('\n');
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "refused";
        }

        return text.ToString();
    }

    private static string Framework(byte[] bytes)
    {
        var text = new StringBuilder();
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
                text.Append(json.TokenType);
                if (json.TokenType == JsonTokenType.Number)
                    text.Append(json.TryGetInt64(out var number) ? number : "?");
                if (json.TokenType == JsonTokenType.String)
                    text.Append(json.TryGetDateTimeOffset(out var time) ? time : "-");
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    text.Append(json.GetString()).Append(json.ValueTextEquals("a"u8));
                text.Append('\n');
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "refused";
        }

        return text.ToString();
    }
}
